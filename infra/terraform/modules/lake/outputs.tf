output "bucket_name" {
  description = "Bucket of all tenants' Iceberg tables and documents."
  value       = aws_s3_bucket.this.id
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "warehouse" {
  description = "The setting FRESHET_WAREHOUSE."
  value       = "s3://${aws_s3_bucket.this.id}/warehouse"
}

output "kms_key_arn" {
  description = "Key that encrypts the lake, and that the other modules use too."
  value       = local.key_arn
}
