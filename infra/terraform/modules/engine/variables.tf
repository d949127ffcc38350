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

variable "image" {
  description = "OCI image with the role \"worker\", by tag or digest."
  type        = string

  validation {
    condition     = can(regex("^[^:@]+(:[0-9]+/[^:@]+)?(:[A-Za-z0-9_.-]+|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "image must name a version: registry/name:tag or registry/name@sha256:…, and not the tag latest, which changes under a running service."
  }
}

variable "repository_arn" {
  description = "ECR repository that the image is pulled from."
  type        = string
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

variable "bucket_arn" {
  description = "Bucket of the lake."
  type        = string
}

variable "control_plane_role_arn" {
  description = "Role of the control plane; beside the workers it may take on the role of a tenant, to purge."
  type        = string
}

variable "classes" {
  description = "Sizes of workers: vCPU in 1/1024, memory in MiB, scratch disk in GiB. A pipeline gets the smallest that holds its spec.memory."
  type = map(object({
    cpu         = number
    memory      = number
    scratch_gib = optional(number, 21)
  }))
  default = {
    small  = { cpu = 256, memory = 1024 }
    medium = { cpu = 1024, memory = 4096 }
    large  = { cpu = 4096, memory = 16384, scratch_gib = 100 }
  }

  validation {
    condition     = length(var.classes) > 0 && alltrue([for name, size in var.classes : can(regex("^[a-z][a-z0-9]*$", name)) && contains([256, 512, 1024, 2048, 4096, 8192, 16384], size.cpu)])
    error_message = "classes must have at least one entry, names of lower-case letters and digits, and a cpu that Fargate has: 256, 512, 1024, 2048, 4096, 8192 or 16384."
  }

  validation {
    condition     = alltrue([for size in values(var.classes) : size.memory >= size.cpu * 2 && size.memory <= (size.cpu == 256 ? 2048 : size.cpu * 8) && size.memory >= 1024])
    error_message = "classes: memory must lie between twice and eight times cpu (cpu 256: 1024 to 2048 MiB), as Fargate wants it, for example {cpu = 1024, memory = 4096}."
  }

  validation {
    condition     = alltrue([for size in values(var.classes) : size.scratch_gib >= 21 && size.scratch_gib <= 200])
    error_message = "classes: scratch_gib must be 21 to 200."
  }
}

variable "source_buckets" {
  description = "Buckets (with EventBridge notifications on) whose changes wake idle pipelines."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for name in var.source_buckets : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", name))])
    error_message = "source_buckets must be bucket names, not ARNs or URLs."
  }
}

variable "container_insights" {
  description = "Whether ECS reports metrics per task (billed per metric)."
  type        = bool
  default     = false
}
