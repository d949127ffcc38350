mock_provider "aws" {
  source = "../../mocks"
}

variables {
  # Terraform 1.11 wants an ephemeral input set in tests.
  secret_values = { master_key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", cookie_key = "0123456789abcdef0123456789abcdef", db_api_password = "0123456789abcdef", db_reconciler_password = "0123456789abcdef", console_client_secret = "x" }

  name_prefix       = "freshet-test"
  region            = "eu-central-1"
  account_id        = "123456789012"
  kms_key_arn       = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
  subnet_ids        = ["subnet-1", "subnet-2"]
  security_group_id = "sg-1"
  shape             = "SERVICE"
  target_group_arn  = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/freshet-test/0123456789abcdef"
  database          = { address = "db.example.com", port = 5432, name = "freshet", owner_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds" }
  identity          = { issuer = "https://login.example.com/realms/main", audience = "freshet-api", console_client_id = "freshet-console" }
  warehouse         = "s3://freshet-test-lake/warehouse"
  engine            = { cluster_name = "freshet-test", cluster_arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/freshet-test", task_family = "freshet-test-worker-", classes = { small = 1024 }, task_role_arns = ["arn:aws:iam::123456789012:role/freshet-test-worker"], tenant_role_arn = "arn:aws:iam::123456789012:role/freshet-test-tenant", wake_queue = { url = "https://sqs.example.com/q", arn = "arn:aws:sqs:eu-central-1:123456789012:freshet-test-wake", name = "freshet-test-wake" }, subnet_ids = ["subnet-1"], security_group_id = "sg-2", assign_public_ip = false }
}

run "service" {
  assert {
    condition     = length(aws_lambda_function.this) == 0 && length(aws_ecs_service.this) == 1
    error_message = "a service must be a service"
  }

  assert {
    condition     = alltrue([for task in aws_ecs_task_definition.this : jsondecode(task.container_definitions)[0].readonlyRootFilesystem && jsondecode(task.container_definitions)[0].user == "10001:10001"])
    error_message = "tasks must run as nobody on a read-only root"
  }

  assert {
    condition     = alltrue([for name in ["FRESHET_MASTER_KEY", "FRESHET_COOKIE_KEY", "FRESHET_DB_API_PASSWORD", "FRESHET_DB_OWNER_PASSWORD"] : !contains([for pair in jsondecode(aws_ecs_task_definition.this["control-plane"].container_definitions)[0].environment : pair.name], name)])
    error_message = "secrets must come by reference, never as plain environment"
  }

  assert {
    condition     = !one(aws_ecs_service.this[0].network_configuration).assign_public_ip
    error_message = "tasks must have no public address"
  }

  assert {
    condition     = one(aws_ecs_service.this[0].deployment_circuit_breaker).rollback
    error_message = "a version that does not come up must be rolled back"
  }

  assert {
    condition     = aws_ecr_repository.this.image_tag_mutability == "IMMUTABLE"
    error_message = "a tag must not change its image"
  }

}

run "function" {
  variables {
    shape            = "FUNCTION"
    target_group_arn = null
    image            = "registry.example.com/freshet@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }

  assert {
    condition     = length(aws_ecs_service.this) == 0 && length(aws_ecs_task_definition.this) == 0
    error_message = "a function must not bring a task that always runs"
  }

  assert {
    condition     = aws_scheduler_schedule.tick[0].schedule_expression == "rate(60 minutes)"
    error_message = "the reconciler must look round once an hour"
  }

  assert {
    condition     = alltrue([for name in ["FRESHET_MASTER_KEY", "FRESHET_DB_OWNER_PASSWORD"] : !contains(keys(one(aws_lambda_function.this[0].environment).variables), name)])
    error_message = "secrets must come by reference, never as plain environment"
  }

  assert {
    condition     = aws_lambda_function.this[0].reserved_concurrent_executions > 0
    error_message = "the function must have a ceiling"
  }

}

run "secret_written" {
  variables {
    secret_version = 1
  }

  assert {
    condition     = length(aws_secretsmanager_secret_version.this) == 1 && aws_secretsmanager_secret_version.this[0].secret_string == null
    error_message = "the secret must be written without entering the state"
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
    subnet_ids         = ["subnet-1"]
    image              = "freshet:latest"
    image_tag          = "latest"
    architecture       = "RISCV"
    cpu                = 300
    count_range        = { min = 2, max = 1 }
    tick_minutes       = 0
    target_group_arn   = null
    identity           = { issuer = "http://login.example.com", audience = "a", console_client_id = "c" }
    warehouse          = "file:///tmp"
    secret_version     = -1
    secret_values      = { master_key = "short", cookie_key = "", db_api_password = "", db_reconciler_password = "", console_client_secret = "" }
  }

  expect_failures = [var.name_prefix, var.region, var.account_id, var.kms_key_arn, var.log_retention_days, var.subnet_ids, var.image, var.image_tag, var.architecture, var.cpu, var.count_range, var.tick_minutes, var.target_group_arn, var.identity, var.warehouse, var.secret_version, var.secret_values]
}

run "refuses_shape" {
  command = plan

  variables {
    shape = "SERVERLESS"
  }

  expect_failures = [var.shape]
}

run "refuses_memory" {
  command = plan

  variables {
    memory = 100
  }

  expect_failures = [var.memory]
}
