variable "name_prefix" {
  description = "Begins the name of everything that is made; 3 to 24 characters."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,22}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix must be 3 to 24 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen, for example \"freshet-dev\"."
  }
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
}

variable "kms_key_arn" {
  description = "Customer-managed key that encrypts what is stored here."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key, for example the lake module's output kms_key_arn."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept; one of the values that CloudWatch knows."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a value that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "subnet_ids" {
  description = "Private subnets, at least two, in different zones."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids must name at least two private subnets; the network module's output private_subnet_ids does."
  }
}

variable "security_group_id" {
  description = "Security group of the database; it decides who may connect."
  type        = string
}

variable "engine_version" {
  description = "Aurora PostgreSQL version; pausing to zero needs at least 16.3 or 17.4."
  type        = string
  default     = "17.4"

  validation {
    condition     = can(regex("^1[67]\\.[0-9]+$", var.engine_version)) && try(tonumber(split(".", var.engine_version)[1]) >= (startswith(var.engine_version, "16.") ? 3 : 4), false)
    error_message = "engine_version must be Aurora PostgreSQL 16.3 or later, or 17.4 or later: earlier ones cannot pause or lack pgvector 0.8."
  }
}

variable "min_acu" {
  description = "Least capacity in Aurora capacity units (2 GiB each); 0 lets the database pause."
  type        = number
  default     = 0

  validation {
    condition     = var.min_acu >= 0 && var.min_acu <= 128 && var.min_acu * 2 == floor(var.min_acu * 2)
    error_message = "min_acu must be 0 to 128 in steps of 0.5."
  }
}

variable "max_acu" {
  description = "Greatest capacity in Aurora capacity units."
  type        = number
  default     = 2

  validation {
    condition     = var.max_acu >= 1 && var.max_acu <= 256 && var.max_acu >= var.min_acu
    error_message = "max_acu must be 1 to 256 and not below min_acu."
  }
}

variable "auto_pause_seconds" {
  description = "Seconds without a connection after which a database with min_acu = 0 pauses."
  type        = number
  default     = 300

  validation {
    condition     = var.auto_pause_seconds >= 300 && var.auto_pause_seconds <= 86400
    error_message = "auto_pause_seconds must be 300 to 86400."
  }
}

variable "instances" {
  description = "Database instances; two give a standby in another zone."
  type        = number
  default     = 1

  validation {
    condition     = var.instances >= 1 && var.instances <= 3 && floor(var.instances) == var.instances
    error_message = "instances must be 1, 2 or 3."
  }
}

variable "backup_retention_days" {
  description = "Days of point-in-time recovery."
  type        = number
  default     = 7

  validation {
    condition     = var.backup_retention_days >= 1 && var.backup_retention_days <= 35
    error_message = "backup_retention_days must be 1 to 35."
  }
}

variable "deletion_protection" {
  description = "Whether the database refuses to be destroyed; a final snapshot is taken where it is on."
  type        = bool
  default     = true
}
