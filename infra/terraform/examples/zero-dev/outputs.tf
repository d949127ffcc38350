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
