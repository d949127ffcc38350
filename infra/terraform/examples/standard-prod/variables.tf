variable "region" {
  description = "AWS region."
  type        = string
  default     = "eu-central-1"
}

variable "name_prefix" {
  description = "Begins the name of everything."
  type        = string
  default     = "freshet-prod"
}

variable "domain" {
  description = "Host name of API and console; sign-in gets auth. before it."
  type        = string
}

variable "zone_id" {
  description = "Route 53 zone that domain lies in."
  type        = string
}

variable "image_tag" {
  description = "Version of the image in the stack's repository."
  type        = string
  default     = "0.1.0"
}

variable "keycloak_image" {
  description = "Keycloak image, built for PostgreSQL, with the realm in its import folder."
  type        = string
}

variable "database_max_acu" {
  description = "Greatest capacity of the database."
  type        = number
  default     = 8
}

variable "alert_emails" {
  description = "Addresses that alarms and the budget's mails go to."
  type        = set(string)

  validation {
    condition     = length(var.alert_emails) > 0
    error_message = "alert_emails must name at least one address: production without anybody who hears of an alarm is none."
  }
}

variable "monthly_budget_usd" {
  description = "Budget in US dollars a month."
  type        = number
  default     = 400
}

variable "deletion_protection" {
  description = "Whether database, load balancer and secret refuse to go."
  type        = bool
  default     = true
}

variable "destroy_lake" {
  description = "Whether terraform destroy may destroy the data too."
  type        = bool
  default     = false
}
