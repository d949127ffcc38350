mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name_prefix            = "freshet-test"
  region                 = "eu-central-1"
  account_id             = "123456789012"
  kms_key_arn            = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
  image                  = "registry.example.com/freshet:0.1.0"
  repository_arn         = "arn:aws:ecr:eu-central-1:123456789012:repository/freshet-test"
  bucket_arn             = "arn:aws:s3:::freshet-test-lake"
  control_plane_role_arn = "arn:aws:iam::123456789012:role/freshet-test-control-plane"
}

run "defaults" {
  variables {
    source_buckets = ["documents"]
  }

  assert {
    condition     = alltrue([for task in aws_ecs_task_definition.worker : jsondecode(task.container_definitions)[0].readonlyRootFilesystem && jsondecode(task.container_definitions)[0].user == "10001:10001"])
    error_message = "workers must run as nobody on a read-only root"
  }

  assert {
    condition     = alltrue([for task in aws_ecs_task_definition.worker : !can(jsondecode(task.container_definitions)[0].secrets)])
    error_message = "no secret may stand in a worker's task definition"
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.tenant.policy, "warehouse/$${aws:PrincipalTag/tenant}/*")
    error_message = "a tenant's credentials must end at its prefix"
  }

  assert {
    condition     = length(aws_cloudwatch_event_rule.source_changed) == 1
    error_message = "changes in source buckets must wake"
  }

  assert {
    condition     = aws_sqs_queue.wake.kms_master_key_id == var.kms_key_arn && aws_sqs_queue.dead.kms_master_key_id == var.kms_key_arn
    error_message = "queues must be encrypted"
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
    image              = "freshet:latest"
    architecture       = "RISCV"
    classes            = { small = { cpu = 300, memory = 1024 } }
    source_buckets     = ["arn:aws:s3:::documents"]
  }

  expect_failures = [var.name_prefix, var.region, var.account_id, var.kms_key_arn, var.log_retention_days, var.image, var.architecture, var.classes, var.source_buckets]
}

run "refuses_memory_of_class" {
  command = plan

  variables {
    classes = { small = { cpu = 1024, memory = 1024 } }
  }

  expect_failures = [var.classes]
}

run "refuses_scratch_of_class" {
  command = plan

  variables {
    classes = { small = { cpu = 1024, memory = 2048, scratch_gib = 10 } }
  }

  expect_failures = [var.classes]
}
