output "cluster_id" {
  description = "Identifier of the cluster, for alarms and restores."
  value       = aws_rds_cluster.this.cluster_identifier
}

output "address" {
  description = "The setting FRESHET_DB_HOST."
  value       = aws_rds_cluster.this.endpoint
}

output "port" {
  description = "The setting FRESHET_DB_PORT."
  value       = aws_rds_cluster.this.port
}

output "name" {
  description = "The setting FRESHET_DB_NAME."
  value       = aws_rds_cluster.this.database_name
}

output "owner_secret_arn" {
  description = "Secret that AWS keeps and rotates, with the owner's username and password."
  value       = aws_rds_cluster.this.master_user_secret[0].secret_arn
}
