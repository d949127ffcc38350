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

variable "mode" {
  description = "EXTERNAL_OIDC: an issuer that is there already. KEYCLOAK: a Keycloak server as a service of this stack."
  type        = string
  default     = "EXTERNAL_OIDC"

  validation {
    condition     = contains(["EXTERNAL_OIDC", "KEYCLOAK"], var.mode)
    error_message = "mode must be EXTERNAL_OIDC or KEYCLOAK."
  }
}

variable "issuer" {
  description = "Issuer's address (EXTERNAL_OIDC); it serves /.well-known/openid-configuration below it."
  type        = string
  default     = null

  validation {
    condition     = var.mode != "EXTERNAL_OIDC" || (can(regex("^https://[^/]+", var.issuer)) && !endswith(coalesce(var.issuer, "-"), "/"))
    error_message = "issuer must be an https:// address without a slash at its end when mode is EXTERNAL_OIDC, for example \"https://login.example.com/realms/main\"; or set mode to KEYCLOAK."
  }
}

variable "audience" {
  description = "Audience that access tokens must carry."
  type        = string
  default     = "freshet-api"
}

variable "console_client_id" {
  description = "Client of the console (confidential, authorisation code with PKCE)."
  type        = string
  default     = "freshet-console"
}

variable "keycloak" {
  description = "Where Keycloak runs (KEYCLOAK): an image with the realm in its import folder, and outputs of the other modules."
  type = object({
    image             = string
    auth_url          = string
    cluster_arn       = string
    subnet_ids        = list(string)
    security_group_id = string
    target_group_arn  = string
    database = object({
      address          = string
      port             = number
      name             = string
      owner_secret_arn = string
    })
    cpu           = optional(number, 512)
    memory        = optional(number, 2048)
    desired_count = optional(number, 1)
  })
  default = null

  validation {
    condition     = var.mode != "KEYCLOAK" || var.keycloak != null
    error_message = "keycloak must be set when mode is KEYCLOAK: image, auth_url, cluster_arn, subnet_ids, security_group_id, target_group_arn and database."
  }

  validation {
    condition     = var.keycloak == null || (can(regex("(:[A-Za-z0-9_.-]+|@sha256:[0-9a-f]{64})$", var.keycloak.image)) && !endswith(try(var.keycloak.image, ""), ":latest"))
    error_message = "keycloak.image must name a version (name:tag or name@sha256:…), and not the tag latest."
  }
}
