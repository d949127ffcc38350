mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name_prefix = "freshet-test"
  region      = "eu-central-1"
  account_id  = "123456789012"
  kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
  zones       = ["eu-central-1a", "eu-central-1b"]
}

run "ipv6_egress" {
  assert {
    condition     = length(aws_nat_gateway.this) == 0
    error_message = "IPV6_EGRESS must make no NAT gateway"
  }

  assert {
    condition     = length(aws_route.private_ipv6) == 2 && length(aws_route.private_ipv4) == 0
    error_message = "private subnets must have a way out over IPv6 only"
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.https : rule.from_port == 443 && rule.to_port == 443])
    error_message = "ranges may reach port 443 only"
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.public : !subnet.map_public_ip_on_launch])
    error_message = "nothing gets a public address by itself"
  }

  assert {
    condition     = length(aws_default_security_group.closed[0].ingress) == 0 && length(aws_default_security_group.closed[0].egress) == 0
    error_message = "the default group must have no rule"
  }

}

run "nat_per_zone" {
  variables {
    nat_mode            = "PER_AZ"
    interface_endpoints = ["logs"]
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 2 && length(aws_route.private_ipv4) == 2
    error_message = "every zone must have its NAT gateway"
  }

  assert {
    condition     = aws_vpc_endpoint.interface["logs"].private_dns_enabled
    error_message = "endpoints must answer under the service's own name"
  }

}

run "one_nat" {
  variables {
    nat_mode = "SINGLE"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1 && length(aws_route.private_ipv4) == 2
    error_message = "two zones must share one NAT gateway"
  }

}

run "own_vpc" {
  variables {
    existing_vpc = { vpc_id = "vpc-1", private_subnet_ids = ["subnet-1", "subnet-2"], public_subnet_ids = [] }
  }

  assert {
    condition     = length(aws_vpc.this) == 0 && output.vpc_id == "vpc-1"
    error_message = "an existing VPC must be used, not made"
  }

  assert {
    condition     = length(output.security_group_ids) == 6
    error_message = "the security groups must be made in it"
  }

}

run "refuses" {
  command = plan

  variables {
    name_prefix         = "Freshet_"
    region              = "europe"
    account_id          = "42"
    kms_key_arn         = "alias/freshet"
    log_retention_days  = 42
    cidr                = "10.0.0.0/8"
    zones               = ["eu-central-1a"]
    nat_mode            = "YES"
    existing_vpc        = { vpc_id = "mine", private_subnet_ids = ["subnet-1", "subnet-2"], public_subnet_ids = [] }
    interface_endpoints = ["s3"]
    allowed_cidrs       = ["everybody"]
  }

  expect_failures = [var.name_prefix, var.region, var.account_id, var.kms_key_arn, var.log_retention_days, var.cidr, var.zones, var.nat_mode, var.existing_vpc, var.interface_endpoints, var.allowed_cidrs]
}
