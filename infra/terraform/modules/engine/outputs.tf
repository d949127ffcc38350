output "cluster_name" {
  description = "ECS cluster of all tasks; the setting FRESHET_ECS_CLUSTER."
  value       = aws_ecs_cluster.this.name
}

output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_ecs_cluster.this.arn
}

output "task_family" {
  description = "What the families of worker tasks begin with; the class follows."
  value       = "${var.name_prefix}-worker-"
}

output "classes" {
  description = "Memory of each class in MiB."
  value       = { for name, size in var.classes : name => size.memory }
}

output "task_role_arns" {
  description = "Roles that the control plane passes to a worker's task."
  value       = [aws_iam_role.execution.arn, aws_iam_role.worker.arn]
}

output "tenant_role_arn" {
  description = "Role that workers take on with a tag tenant, to reach that tenant's part of the lake."
  value       = aws_iam_role.tenant.arn
}

output "wake_queue" {
  description = "Queue of what wakes pipelines: url, arn and name."
  value       = { url = aws_sqs_queue.wake.url, arn = aws_sqs_queue.wake.arn, name = aws_sqs_queue.wake.name }
}

output "dead_queue_name" {
  description = "Queue of wake messages that could not be handled."
  value       = aws_sqs_queue.dead.name
}

output "log_group_name" {
  description = "Log group of the workers."
  value       = aws_cloudwatch_log_group.this.name
}

output "worker_role_name" {
  description = "Role of the workers' tasks, for policies of other modules."
  value       = aws_iam_role.worker.name
}
