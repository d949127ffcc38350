mock_provider "aws" {
  source = "../../mocks"
}

variables {
  vpc_id             = "vpc-0123456789abcdef0"
  private_subnet_ids = ["subnet-1", "subnet-2"]
  public_subnet_ids  = ["subnet-3", "subnet-4"]
  allowed_cidrs      = ["10.0.0.0/8"]
  domain             = "freshet.example.com"
  certificate_arn    = "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000"
  issuer             = "https://login.example.com/realms/main"
}

run "applies" {
  assert {
    condition     = output.url == "https://freshet.example.com"
    error_message = "the console must be at the domain that was asked for"
  }
}
