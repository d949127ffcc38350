output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_msk_serverless_cluster.this.arn
}

output "bootstrap_servers" {
  description = "Brokers' addresses for a connection of type kafka (security_protocol SASL_SSL, mechanism AWS_MSK_IAM)."
  value       = aws_msk_serverless_cluster.this.bootstrap_brokers_sasl_iam
}
