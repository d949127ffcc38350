mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name_prefix = "freshet-test"
  region      = "eu-central-1"
  account_id  = "123456789012"
}

run "defaults" {
  assert {
    condition     = alltrue([for block in aws_s3_bucket_public_access_block.this : block.block_public_acls && block.block_public_policy && block.ignore_public_acls && block.restrict_public_buckets])
    error_message = "no bucket may be public"
  }

  assert {
    condition     = !aws_s3_bucket.this.force_destroy
    error_message = "data must not go with the stack unless asked"
  }

  assert {
    condition     = aws_kms_key.this[0].enable_key_rotation
    error_message = "the key must be rotated"
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this["lake"].rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
    error_message = "the lake must be encrypted with the customer-managed key"
  }

  assert {
    condition     = output.warehouse == "s3://${aws_s3_bucket.this.id}/warehouse"
    error_message = "the warehouse must be below the bucket"
  }

}

run "own_key" {
  variables {
    kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
    bucket_name = "a-lake-of-mine"
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && aws_s3_bucket.this.bucket == "a-lake-of-mine"
    error_message = "key and name that were given must be used"
  }

}

run "refuses" {
  command = plan

  variables {
    name_prefix        = "Freshet_"
    region             = "europe"
    account_id         = "42"
    kms_key_arn        = "alias/freshet"
    log_retention_days = 42
    bucket_name        = "with.dots"
    old_versions_days  = 0
  }

  expect_failures = [var.name_prefix, var.region, var.account_id, var.kms_key_arn, var.log_retention_days, var.bucket_name, var.old_versions_days]
}
