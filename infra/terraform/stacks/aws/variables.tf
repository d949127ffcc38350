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

variable "profile" {
  description = "ZERO: nothing billed by the hour while nothing runs. STANDARD: one task behind a load balancer. HA: everything in two zones or more."
  type        = string
  default     = "ZERO"

  validation {
    condition     = contains(["ZERO", "STANDARD", "HA"], var.profile)
    error_message = "profile must be ZERO, STANDARD or HA."
  }
}

variable "zones" {
  description = "Availability zones, two or three of the region's; not needed with existing_vpc."
  type        = list(string)
  default     = []

  validation {
    condition     = var.existing_vpc != null || (length(var.zones) >= 2 && alltrue([for zone in var.zones : startswith(zone, var.region)]))
    error_message = "zones must name two or three zones of the stack's region, for example [\"eu-central-1a\", \"eu-central-1b\"], unless existing_vpc is given."
  }
}

variable "cidr" {
  description = "IPv4 range of the VPC that is made."
  type        = string
  default     = "10.40.0.0/16"
}

variable "existing_vpc" {
  description = "A VPC of your own in place of a new one. ZERO runs workers in its public subnets, the others in its private ones."
  type = object({
    vpc_id             = string
    private_subnet_ids = list(string)
    public_subnet_ids  = list(string)
  })
  default = null
}

variable "nat_mode" {
  description = "Way out of the private subnets (NONE, IPV6_EGRESS, SINGLE, PER_AZ); absent: IPV6_EGRESS for ZERO, SINGLE for STANDARD, PER_AZ for HA."
  type        = string
  default     = null

  validation {
    condition     = var.profile != "ZERO" || !contains(["SINGLE", "PER_AZ"], coalesce(var.nat_mode, "NONE"))
    error_message = "nat_mode: a NAT gateway is billed by the hour, which profile ZERO rules out; leave nat_mode away or take profile STANDARD."
  }
}

variable "interface_endpoints" {
  description = "Private endpoints of AWS services, for subnets without a way out (billed by the hour)."
  type        = set(string)
  default     = []

  validation {
    condition     = var.profile != "ZERO" || length(var.interface_endpoints) == 0
    error_message = "interface_endpoints are billed by the hour, which profile ZERO rules out; leave them away or take profile STANDARD."
  }
}

variable "allowed_cidrs" {
  description = "Who may reach the load balancer on port 443 (STANDARD, HA)."
  type        = set(string)
  default     = ["0.0.0.0/0"]
}

variable "domain" {
  description = "Host name of API and console (STANDARD, HA); ZERO has the function's own address."
  type        = string
  default     = null

  validation {
    condition     = var.profile == "ZERO" || var.domain != null
    error_message = "domain must be set for profile STANDARD and HA, for example \"freshet.example.com\"."
  }
}

variable "zone_id" {
  description = "Route 53 zone of domain; absent: give certificate_arn."
  type        = string
  default     = null
}

variable "certificate_arn" {
  description = "A certificate of your own for domain; absent: one is made in zone_id."
  type        = string
  default     = null
}

variable "identity" {
  description = "mode EXTERNAL_OIDC with issuer, or KEYCLOAK with keycloak_image (an image with the realm in its import folder)."
  type = object({
    mode              = optional(string, "EXTERNAL_OIDC")
    issuer            = optional(string)
    audience          = optional(string, "freshet-api")
    console_client_id = optional(string, "freshet-console")
    keycloak_image    = optional(string)
  })

  validation {
    condition     = var.identity.mode != "KEYCLOAK" || var.profile != "ZERO"
    error_message = "identity.mode KEYCLOAK needs a task that always runs, which profile ZERO rules out: give identity.issuer of an issuer that is there already, or take profile STANDARD."
  }

  validation {
    condition     = var.identity.mode != "KEYCLOAK" || var.identity.keycloak_image != null
    error_message = "identity.keycloak_image must be set when identity.mode is KEYCLOAK."
  }
}

variable "image" {
  description = "OCI image by tag or digest; absent: the stack's own repository with image_tag."
  type        = string
  default     = null
}

variable "image_tag" {
  description = "Version in the stack's own repository."
  type        = string
  default     = "0.1.0"
}

variable "architecture" {
  description = "X86_64 or ARM64."
  type        = string
  default     = "X86_64"
}

variable "database" {
  description = "What differs from the profile's database: min_acu, max_acu, instances, auto_pause_seconds, backup_retention_days."
  type = object({
    min_acu               = optional(number)
    max_acu               = optional(number)
    instances             = optional(number)
    auto_pause_seconds    = optional(number, 300)
    backup_retention_days = optional(number)
  })
  default = {}

  validation {
    condition     = var.profile != "ZERO" || coalesce(var.database.min_acu, 0) == 0
    error_message = "database.min_acu above 0 bills by the hour, which profile ZERO rules out; leave it away or take profile STANDARD."
  }
}

variable "tick_minutes" {
  description = "How often the reconciler looks round while nobody calls (ZERO). Sources that cannot wake their pipeline are looked at no more often than this."
  type        = number
  default     = 60
}

variable "source_buckets" {
  description = "Buckets whose changes wake idle pipelines."
  type        = set(string)
  default     = []
}

variable "enable_kafka" {
  description = "Whether a serverless Kafka cluster is made (billed by the hour)."
  type        = bool
  default     = false

  validation {
    condition     = !var.enable_kafka || var.profile != "ZERO"
    error_message = "enable_kafka makes a cluster that is billed by the hour, which profile ZERO rules out; push over HTTP or take profile STANDARD."
  }
}

variable "alert_emails" {
  description = "Addresses that alarms go to."
  type        = set(string)
  default     = []
}

variable "monthly_budget_usd" {
  description = "Budget whose excess is mailed to alert_emails; 0: none."
  type        = number
  default     = 0
}

variable "log_retention_days" {
  description = "Days that logs are kept; absent: 7 for ZERO, 30 for STANDARD, 90 for HA."
  type        = number
  default     = null
}

variable "deletion_protection" {
  description = "Whether database, load balancer and secret refuse to go. Switch it off, apply, and only then destroy."
  type        = bool
  default     = true
}

variable "destroy_lake" {
  description = "Whether destroying the stack may destroy the lake's data; otherwise the bucket stays and destroy says so."
  type        = bool
  default     = false
}

variable "secret_version" {
  description = "0: fill the service's secret by hand. Above: Terraform writes secret_values, again whenever the number rises."
  type        = number
  default     = 0
}

variable "secret_values" {
  description = "Fields of the service's secret; never in plan or state. See secrets.sh."
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
}
