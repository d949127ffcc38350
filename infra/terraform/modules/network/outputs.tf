output "vpc_id" {
  description = "The VPC."
  value       = local.vpc_id
}

output "private_subnet_ids" {
  description = "Private subnets, one per zone."
  value       = local.private
}

output "public_subnet_ids" {
  description = "Public subnets, one per zone."
  value       = local.public
}

output "security_group_ids" {
  description = "Security groups by part: edge, control-plane, worker, identity, database, endpoints."
  value       = { for name, group in aws_security_group.this : name => group.id }
}
