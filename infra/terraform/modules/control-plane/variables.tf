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

variable "shape" {
  description = "FUNCTION: a function behind a URL, nothing billed while idle. SERVICE: tasks behind the edge module's load balancer."
  type        = string

  validation {
    condition     = contains(["FUNCTION", "SERVICE"], var.shape)
    error_message = "shape must be FUNCTION or SERVICE."
  }
}

variable "image" {
  description = "OCI image by tag or digest; absent: the repository that is made here with image_tag."
  type        = string
  default     = null

  validation {
    condition     = var.image == null || (can(regex("(:[A-Za-z0-9_.-]+|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(coalesce(var.image, "-"), ":latest"))
    error_message = "image must name a version: registry/name:tag or registry/name@sha256:…, and not the tag latest, which changes under a running service."
  }
}

variable "image_tag" {
  description = "Tag in the repository that is made here."
  type        = string
  default     = "0.1.0"

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", var.image_tag)) && var.image_tag != "latest"
    error_message = "image_tag must be a fixed version such as \"0.1.0\", and not \"latest\"."
  }
}

variable "architecture" {
  description = "X86_64 or ARM64; the image must be built for it."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "architecture must be X86_64 or ARM64."
  }
}

variable "cpu" {
  description = "vCPU of a task in 1/1024 (SERVICE)."
  type        = number
  default     = 512

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096], var.cpu)
    error_message = "cpu must be 256, 512, 1024, 2048 or 4096."
  }
}

variable "memory" {
  description = "Memory of a task or of the function in MiB."
  type        = number
  default     = 2048

  validation {
    condition     = var.memory >= 512 && var.memory <= 10240 && (var.shape == "FUNCTION" || (var.memory >= var.cpu * 2 && var.memory <= var.cpu * 8 && var.memory % 1024 == 0) || (var.cpu == 256 && contains([512, 1024, 2048], var.memory)))
    error_message = "memory must be 512 to 10240 MiB; for a service a multiple of 1024 between twice and eight times cpu, as Fargate wants it."
  }
}

variable "count_range" {
  description = "Least and greatest number of tasks (SERVICE)."
  type        = object({ min = number, max = number })
  default     = { min = 1, max = 1 }

  validation {
    condition     = var.count_range.min >= 1 && var.count_range.max >= var.count_range.min && var.count_range.max <= 20
    error_message = "count_range must have 1 <= min <= max <= 20."
  }
}

variable "tick_minutes" {
  description = "How often the reconciler looks at all pipelines while nobody calls (FUNCTION). Each tick wakes a paused database."
  type        = number
  default     = 60

  validation {
    condition     = var.tick_minutes >= 1 && var.tick_minutes <= 1440 && floor(var.tick_minutes) == var.tick_minutes
    error_message = "tick_minutes must be a whole number from 1 to 1440; below 10 the database never pauses."
  }
}

variable "security_group_id" {
  description = "Security group of the control plane."
  type        = string
}

variable "target_group_arn" {
  description = "Target group of the edge module (SERVICE)."
  type        = string
  default     = null

  validation {
    condition     = var.shape == "FUNCTION" || var.target_group_arn != null
    error_message = "target_group_arn must be set for a service; the edge module's output control_plane_target_group_arn gives it."
  }
}

variable "database" {
  description = "Outputs of the database module."
  type = object({
    address          = string
    port             = number
    name             = string
    owner_secret_arn = string
  })
}

variable "identity" {
  description = "Outputs of the identity module."
  type = object({
    issuer            = string
    audience          = string
    console_client_id = string
  })

  validation {
    condition     = startswith(var.identity.issuer, "https://")
    error_message = "identity.issuer must be an https:// address, for example \"https://auth.example.com/realms/freshet\"."
  }
}

variable "warehouse" {
  description = "Output warehouse of the lake module."
  type        = string

  validation {
    condition     = startswith(var.warehouse, "s3://")
    error_message = "warehouse must be an s3:// address; the lake module's output warehouse gives it."
  }
}

variable "engine" {
  description = "Outputs of the engine module, and where its tasks run."
  type = object({
    cluster_name      = string
    cluster_arn       = string
    task_family       = string
    classes           = map(number)
    task_role_arns    = list(string)
    tenant_role_arn   = string
    wake_queue        = object({ url = string, arn = string, name = string })
    subnet_ids        = list(string)
    security_group_id = string
    assign_public_ip  = bool
  })
}

variable "secret_version" {
  description = "0: the service's secret is made empty and filled by hand. Above: Terraform writes secret_values, and again whenever this number rises."
  type        = number
  default     = 0

  validation {
    condition     = var.secret_version >= 0 && floor(var.secret_version) == var.secret_version
    error_message = "secret_version must be a whole number, 0 or greater."
  }
}

variable "secret_values" {
  description = "What the service's secret holds; never kept in plan or state. master_key: 32 bytes in base64."
  type = object({
    master_key             = string
    cookie_key             = string
    db_api_password        = string
    db_reconciler_password = string
    console_client_secret  = string
    admin_token            = optional(string, "")
  })
  default   = null
  ephemeral = true

  validation {
    condition     = var.secret_values == null || try(length(var.secret_values.master_key) == 44 && length(var.secret_values.cookie_key) >= 32 && length(var.secret_values.db_api_password) >= 16 && length(var.secret_values.db_reconciler_password) >= 16 && (var.secret_values.admin_token == "" || length(var.secret_values.admin_token) >= 32), false)
    error_message = "secret_values: master_key must be 32 bytes in base64 (openssl rand -base64 32), cookie_key and admin_token (if any) at least 32 characters, the passwords at least 16."
  }
}

variable "deletion_protection" {
  description = "Whether the service's secret can be restored for 30 days after it was destroyed. Without its master_key, stored secrets cannot be read."
  type        = bool
  default     = true
}
