output "role_arn" {
  description = "Role that the control plane acts as."
  value       = aws_iam_role.this.arn
}

output "repository_url" {
  description = "Where to push the image."
  value       = aws_ecr_repository.this.repository_url
}

output "repository_arn" {
  description = "ARN of the image's repository."
  value       = aws_ecr_repository.this.arn
}

output "image" {
  description = "Image that is run."
  value       = local.image
}

output "secret_arn" {
  description = "Secret with the service's keys and passwords; the fields are those of secret_values."
  value       = aws_secretsmanager_secret.this.arn
}

output "url" {
  description = "Address of the function; null for a service, whose address is the edge's."
  value       = local.function ? trimsuffix(aws_lambda_function_url.this[0].function_url, "/") : null
}

output "function_name" {
  description = "Name of the function; null for a service."
  value       = local.function ? aws_lambda_function.this[0].function_name : null
}

output "service_name" {
  description = "Name of the ECS service; null for a function."
  value       = local.service ? aws_ecs_service.this[0].name : null
}

output "migrate_task_arn" {
  description = "Task definition that migrates the database; null for a function."
  value       = local.service ? aws_ecs_task_definition.this["migrate"].arn : null
}

output "log_group_name" {
  description = "Log group of the control plane."
  value       = aws_cloudwatch_log_group.this.name
}
