mock_provider "aws" {
  source = "../../mocks"
}

variables {
  issuer = "https://login.example.com/realms/main"
}

run "applies" {
  assert {
    condition     = startswith(output.url, "https://") && output.warehouse != ""
    error_message = "the stack must tell its address and its warehouse"
  }
}

run "issuer_over_plain_http" {
  command = plan
  variables {
    issuer = "http://login.example.com"
  }
  expect_failures = [var.issuer]
}
