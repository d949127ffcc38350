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

variable "cidr" {
  description = "IPv4 range of the VPC, /16 to /22; ignored with existing_vpc."
  type        = string
  default     = "10.40.0.0/16"

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && try(tonumber(split("/", var.cidr)[1]), 0) >= 16 && try(tonumber(split("/", var.cidr)[1]), 99) <= 22
    error_message = "cidr must be an IPv4 range between /16 and /22, for example \"10.40.0.0/16\"."
  }
}

variable "zones" {
  description = "Availability zones to spread over, two or three; ignored with existing_vpc."
  type        = list(string)

  validation {
    condition     = length(var.zones) >= 2 && length(var.zones) <= 3 && length(distinct(var.zones)) == length(var.zones)
    error_message = "zones must name two or three different availability zones, for example [\"eu-central-1a\", \"eu-central-1b\"]: the database needs two."
  }
}

variable "nat_mode" {
  description = "Way out of the private subnets: NONE, IPV6_EGRESS (free), SINGLE or PER_AZ (NAT gateways, billed by the hour)."
  type        = string
  default     = "IPV6_EGRESS"

  validation {
    condition     = contains(["NONE", "IPV6_EGRESS", "SINGLE", "PER_AZ"], var.nat_mode)
    error_message = "nat_mode must be NONE, IPV6_EGRESS, SINGLE or PER_AZ."
  }
}

variable "existing_vpc" {
  description = "A VPC of your own in place of a new one; its routes, flow logs and endpoints stay yours."
  type = object({
    vpc_id             = string
    private_subnet_ids = list(string)
    public_subnet_ids  = list(string)
  })
  default = null

  validation {
    condition     = var.existing_vpc == null || try(length(var.existing_vpc.private_subnet_ids) >= 2 && startswith(var.existing_vpc.vpc_id, "vpc-"), false)
    error_message = "existing_vpc must have a vpc_id (vpc-…) and at least two private_subnet_ids in different zones."
  }
}

variable "interface_endpoints" {
  description = "Services reached by a private endpoint (billed by the hour and zone), for example [\"ecr.api\", \"ecr.dkr\", \"logs\", \"secretsmanager\", \"ecs\", \"sts\", \"sqs\"]."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for name in var.interface_endpoints : can(regex("^[a-z0-9.-]+$", name)) && name != "s3"])
    error_message = "interface_endpoints must be short service names such as \"ecr.api\" or \"logs\"; s3 has a free gateway endpoint already."
  }
}

variable "allowed_cidrs" {
  description = "Who may reach the load balancer on port 443."
  type        = set(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = alltrue([for range in var.allowed_cidrs : can(cidrhost(range, 0))])
    error_message = "allowed_cidrs must be IP ranges, for example [\"203.0.113.0/24\"]."
  }
}
