variable "region" {
  description = "AWS region."
  type        = string
  default     = "eu-central-1"
}

variable "name_prefix" {
  description = "Begins the name of everything."
  type        = string
  default     = "freshet-dev"
}

variable "image_tag" {
  description = "Version of the image in the stack's repository."
  type        = string
  default     = "0.1.0"
}

variable "issuer" {
  description = "OIDC issuer that is there already and answers over IPv6."
  type        = string

  validation {
    condition     = startswith(var.issuer, "https://")
    error_message = "issuer must be an https:// address, for example \"https://login.example.com/realms/main\"."
  }
}

variable "tick_minutes" {
  description = "How often the reconciler looks round while nobody calls."
  type        = number
  default     = 60
}

variable "source_buckets" {
  description = "Buckets whose changes wake idle pipelines."
  type        = set(string)
  default     = []
}

variable "destroy_lake" {
  description = "Whether terraform destroy may destroy the data too."
  type        = bool
  default     = false
}
