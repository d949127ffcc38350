mock_provider "aws" {
  source = "../../mocks"
}

variables {
  # Terraform 1.11 wants an ephemeral input set in tests.
  secret_values = { master_key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", cookie_key = "0123456789abcdef0123456789abcdef", db_api_password = "0123456789abcdef", db_reconciler_password = "0123456789abcdef", console_client_secret = "x" }

  name_prefix = "freshet-test"
  region      = "eu-central-1"
  zones       = ["eu-central-1a", "eu-central-1b"]
  identity    = { issuer = "https://login.example.com/realms/main" }
}

run "ha_with_kafka" {
  variables {
    profile      = "HA"
    domain       = "freshet.example.com"
    zone_id      = "Z0123456789"
    enable_kafka = true
  }

  assert {
    condition     = output.url == "https://freshet.example.com" && output.kafka_bootstrap_servers != null
    error_message = "address and brokers must be told"
  }

}

run "refuses" {
  command = plan

  variables {
    name_prefix         = "Freshet_"
    region              = "europe"
    nat_mode            = "SINGLE"
    interface_endpoints = ["logs"]
    identity            = { mode = "KEYCLOAK", keycloak_image = "registry.example.com/keycloak:26.7.3" }
    database            = { min_acu = 1 }
    enable_kafka        = true
  }

  expect_failures = [var.name_prefix, var.region, var.nat_mode, var.interface_endpoints, var.identity, var.database, var.enable_kafka]
}

run "refuses_service_without_a_name" {
  command = plan

  variables {
    domain          = null
    identity        = { mode = "KEYCLOAK" }
    profile         = "STANDARD"
    certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000"
  }

  expect_failures = [var.domain, var.identity]
}

run "refuses_profile" {
  command = plan

  variables {
    profile = "BIG"
  }

  expect_failures = [var.profile]
}

run "refuses_zones_of_another_region" {
  command = plan

  variables {
    zones = ["us-east-1a", "us-east-1b"]
  }

  expect_failures = [var.zones]
}
