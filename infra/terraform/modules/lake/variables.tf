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

variable "region" {
  description = "AWS region, for example eu-central-1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be the code of an AWS region, for example \"eu-central-1\"."
  }
}

variable "account_id" {
  description = "AWS account that everything is made in, 12 digits."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be an AWS account number of 12 digits; data.aws_caller_identity gives it."
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

variable "kms_key_arn" {
  description = "A key of your own; absent: one is made, and its policy lets CloudWatch, SNS and SQS of this account use it."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key, or null to have one made."
  }
}

variable "bucket_name" {
  description = "Name of the bucket; absent: name_prefix, \"lake\" and the account number."
  type        = string
  default     = null

  validation {
    condition     = var.bucket_name == null || can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "bucket_name must be 3 to 63 lower-case letters, digits and hyphens (no dots: they break TLS host names)."
  }
}

variable "old_versions_days" {
  description = "Days that overwritten or deleted objects can still be restored."
  type        = number
  default     = 7

  validation {
    condition     = var.old_versions_days >= 1 && var.old_versions_days <= 365 && floor(var.old_versions_days) == var.old_versions_days
    error_message = "old_versions_days must be a whole number from 1 to 365."
  }
}

variable "force_destroy" {
  description = "Whether destroying the stack may destroy the data in the lake."
  type        = bool
  default     = false
}
