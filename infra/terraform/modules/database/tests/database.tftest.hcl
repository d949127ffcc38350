mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name_prefix       = "freshet-test"
  kms_key_arn       = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
  subnet_ids        = ["subnet-1", "subnet-2"]
  security_group_id = "sg-1"
}

run "pauses" {
  assert {
    condition     = alltrue([for one in aws_rds_cluster_instance.this : !one.publicly_accessible])
    error_message = "the database must not be public"
  }

  assert {
    condition     = aws_rds_cluster.this.storage_encrypted && aws_rds_cluster.this.kms_key_id == var.kms_key_arn
    error_message = "the database must be encrypted with the customer-managed key"
  }

  assert {
    condition     = aws_rds_cluster.this.manage_master_user_password && aws_rds_cluster.this.master_password == null
    error_message = "Terraform must not know the owner's password"
  }

  assert {
    condition     = aws_rds_cluster.this.deletion_protection && !aws_rds_cluster.this.skip_final_snapshot
    error_message = "a database must be protected by default"
  }

  assert {
    condition     = one(aws_rds_cluster.this.serverlessv2_scaling_configuration).min_capacity == 0 && one(aws_rds_cluster.this.serverlessv2_scaling_configuration).seconds_until_auto_pause == 300
    error_message = "the database must pause"
  }

  assert {
    condition     = contains([for parameter in aws_rds_cluster_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], "rds.force_ssl=1")
    error_message = "connections without TLS must be refused"
  }

  assert {
    condition     = alltrue([for one in aws_rds_cluster_instance.this : !one.performance_insights_enabled])
    error_message = "nothing may keep a pausing database awake"
  }

}

run "always_on" {
  variables {
    min_acu             = 0.5
    instances           = 2
    deletion_protection = false
  }

  assert {
    condition     = length(aws_rds_cluster_instance.this) == 2 && alltrue([for one in aws_rds_cluster_instance.this : one.performance_insights_enabled])
    error_message = "two instances with insights"
  }

  assert {
    condition     = aws_rds_cluster.this.skip_final_snapshot
    error_message = "without protection no snapshot is taken"
  }

}

run "refuses" {
  command = plan

  variables {
    name_prefix           = "Freshet_"
    kms_key_arn           = "alias/freshet"
    log_retention_days    = 42
    subnet_ids            = ["subnet-1"]
    engine_version        = "15.4"
    min_acu               = 0.3
    auto_pause_seconds    = 60
    instances             = 0
    backup_retention_days = 0
  }

  expect_failures = [var.name_prefix, var.kms_key_arn, var.log_retention_days, var.subnet_ids, var.engine_version, var.min_acu, var.auto_pause_seconds, var.instances, var.backup_retention_days]
}

run "refuses_capacities_crossed" {
  command = plan

  variables {
    max_acu        = 2
    engine_version = "17.1"
    min_acu        = 4
  }

  expect_failures = [var.max_acu, var.engine_version]
}
