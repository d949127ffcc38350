output "issuer" {
  description = "The setting FRESHET_OIDC_ISSUER."
  value       = local.issuer
}

output "audience" {
  description = "The setting FRESHET_OIDC_AUDIENCE."
  value       = var.audience
}

output "console_client_id" {
  description = "The setting FRESHET_CONSOLE_CLIENT_ID."
  value       = var.console_client_id
}

output "bootstrap_secret_arn" {
  description = "Secret for Keycloak's bootstrap administrator; null with an external issuer."
  value       = local.keycloak ? aws_secretsmanager_secret.bootstrap[0].arn : null
}
