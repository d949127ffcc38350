output "url" {
  description = "Address of API and console; the setting FRESHET_URL of clients."
  value       = local.zero ? module.control_plane.url : module.edge[0].url
}

output "issuer" {
  description = "Issuer of the tokens that are accepted."
  value       = module.identity.issuer
}

output "repository_url" {
  description = "Where to push the image."
  value       = module.control_plane.repository_url
}

output "service_secret_arn" {
  description = "Secret with the service's keys and passwords, to be filled before the first start."
  value       = module.control_plane.secret_arn
}

output "keycloak_bootstrap_secret_arn" {
  description = "Secret with Keycloak's bootstrap administrator; null with an external issuer."
  value       = module.identity.bootstrap_secret_arn
}

output "migrate_task_arn" {
  description = "Task that migrates the database (STANDARD, HA); null for ZERO."
  value       = module.control_plane.migrate_task_arn
}

output "cluster_name" {
  description = "ECS cluster of all tasks."
  value       = module.engine.cluster_name
}

output "private_subnet_ids" {
  description = "Subnets of the tasks, for the migration step."
  value       = module.network.private_subnet_ids
}

output "control_plane_security_group_id" {
  description = "Security group of the control plane, for the migration step."
  value       = local.groups["control-plane"]
}

output "warehouse" {
  description = "Where all tenants' Iceberg tables lie."
  value       = module.lake.warehouse
}

output "database_owner_secret_arn" {
  description = "Secret of the database's owner, kept by AWS."
  value       = module.database.owner_secret_arn
}

output "kafka_bootstrap_servers" {
  description = "Brokers of the Kafka cluster; null without one."
  value       = var.enable_kafka ? module.messaging[0].bootstrap_servers : null
}

output "load_balancer_dns_name" {
  description = "The load balancer's own name, where domain is not in a Route 53 zone; null for ZERO."
  value       = local.zero ? null : module.edge[0].dns_name
}

output "alarm_topic_arn" {
  description = "Topic that alarms go to."
  value       = module.observability.topic_arn
}

output "dashboard_url" {
  description = "The CloudWatch dashboard."
  value       = module.observability.dashboard_url
}
