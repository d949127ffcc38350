mock_provider "aws" {
  source = "../../mocks"
}

variables {
  domain         = "freshet.example.com"
  zone_id        = "Z0123456789"
  keycloak_image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/freshet-keycloak:26.7.3"
  alert_emails   = ["operations@example.com"]
}

run "applies" {
  assert {
    condition     = output.url == "https://freshet.example.com"
    error_message = "the console must be at the domain that was asked for"
  }
}

run "nobody_hears_alarms" {
  command = plan
  variables {
    alert_emails = []
  }
  expect_failures = [var.alert_emails]
}
