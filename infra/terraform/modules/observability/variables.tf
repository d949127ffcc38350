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

variable "alert_emails" {
  description = "Addresses that alarms are sent to; each must confirm the first message."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for address in var.alert_emails : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", address))])
    error_message = "alert_emails must be mail addresses, for example [\"operations@example.com\"]."
  }
}

variable "monthly_budget_usd" {
  description = "US dollars a month; at 80 % and on a forecast above 100 % a mail goes out. 0: no budget."
  type        = number
  default     = 0

  validation {
    condition     = var.monthly_budget_usd >= 0
    error_message = "monthly_budget_usd must be 0 (none) or a sum in US dollars."
  }

  validation {
    condition     = var.monthly_budget_usd == 0 || length(var.alert_emails) > 0
    error_message = "monthly_budget_usd needs alert_emails: a budget that tells nobody guards nothing."
  }
}

variable "watched" {
  description = "What there is to watch; absent parts get no alarm."
  type = object({
    shape           = string
    cluster_id      = string
    max_acu         = number
    wake_queue_name = string
    dead_queue_name = string
    function_name   = optional(string)
    load_balancer   = optional(string)
    target_group    = optional(string)
    ecs_cluster     = string
    log_groups      = list(string)
  })

  validation {
    condition     = contains(["FUNCTION", "SERVICE"], var.watched.shape)
    error_message = "watched.shape must be FUNCTION or SERVICE, as the control-plane module's shape."
  }
}
