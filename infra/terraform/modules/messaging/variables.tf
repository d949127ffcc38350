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

variable "subnet_ids" {
  description = "Private subnets, at least two, in different zones."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids must name at least two private subnets; the network module's output private_subnet_ids does."
  }
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "worker_security_group_id" {
  description = "Security group of the workers, which may connect."
  type        = string
}

variable "worker_role_name" {
  description = "Name of the role that may read and write topics."
  type        = string
}

variable "topic_prefix" {
  description = "What the names of topics and groups begin with that the role may use."
  type        = string
  default     = "freshet-"

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+$", var.topic_prefix))
    error_message = "topic_prefix must be letters, digits, dots, hyphens and underscores, and not empty: an empty one would mean every topic."
  }
}
