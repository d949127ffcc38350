output "url" {
  description = "Address of API and console."
  value       = module.freshet.url
}

output "repository_url" {
  description = "Where to push the image."
  value       = module.freshet.repository_url
}

output "service_secret_arn" {
  description = "Secret to fill before the first start."
  value       = module.freshet.service_secret_arn
}

output "warehouse" {
  description = "Where the Iceberg tables lie."
  value       = module.freshet.warehouse
}

output "migrate" {
  description = "What the migration step needs: cluster, task definition, subnets, security group."
  value = {
    cluster        = module.freshet.cluster_name
    task           = module.freshet.migrate_task_arn
    subnets        = module.freshet.private_subnet_ids
    security_group = module.freshet.control_plane_security_group_id
  }
}

output "keycloak_bootstrap_secret_arn" {
  description = "Secret with Keycloak's bootstrap administrator."
  value       = module.freshet.keycloak_bootstrap_secret_arn
}

output "dashboard_url" {
  description = "The CloudWatch dashboard."
  value       = module.freshet.dashboard_url
}
