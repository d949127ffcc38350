mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name_prefix = "freshet-test"
  region      = "eu-central-1"
  account_id  = "123456789012"
  kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
  issuer      = "https://login.example.com/realms/main"
}

run "external" {
  assert {
    condition     = output.issuer == "https://login.example.com/realms/main" && length(aws_ecs_service.this) == 0
    error_message = "an issuer that is there costs nothing here"
  }

}

run "keycloak" {
  variables {
    mode     = "KEYCLOAK"
    issuer   = null
    keycloak = { image = "registry.example.com/keycloak:26.7.3", auth_url = "https://auth.freshet.example.com", cluster_arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/freshet-test", subnet_ids = ["subnet-1"], security_group_id = "sg-1", target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/freshet-test/0123456789abcdef", database = { address = "db.example.com", port = 5432, name = "freshet", owner_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds" } }
  }

  assert {
    condition     = output.issuer == "https://auth.freshet.example.com/realms/freshet"
    error_message = "the realm's address is the issuer"
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this[0].container_definitions)[0].command[0] == "start"
    error_message = "Keycloak must not run in development mode"
  }

  assert {
    condition     = !contains([for pair in jsondecode(aws_ecs_task_definition.this[0].container_definitions)[0].environment : pair.name], "KC_BOOTSTRAP_ADMIN_PASSWORD")
    error_message = "no password may stand in a task definition"
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
    issuer             = "https://login.example.com/"
    keycloak           = { image = "registry.example.com/keycloak:latest", auth_url = "https://auth.freshet.example.com", cluster_arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/freshet-test", subnet_ids = ["subnet-1"], security_group_id = "sg-1", target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/freshet-test/0123456789abcdef", database = { address = "db.example.com", port = 5432, name = "freshet", owner_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds" } }
  }

  expect_failures = [var.name_prefix, var.region, var.account_id, var.kms_key_arn, var.log_retention_days, var.issuer, var.keycloak]
}

run "refuses_mode" {
  command = plan

  variables {
    mode = "LDAP"
  }

  expect_failures = [var.mode]
}

run "refuses_keycloak_without_a_place" {
  command = plan

  variables {
    keycloak = null
    mode     = "KEYCLOAK"
  }

  expect_failures = [var.keycloak]
}
