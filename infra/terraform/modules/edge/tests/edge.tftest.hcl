mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name_prefix       = "freshet-test"
  region            = "eu-central-1"
  account_id        = "123456789012"
  vpc_id            = "vpc-1"
  subnet_ids        = ["subnet-1", "subnet-2"]
  security_group_id = "sg-1"
  domain            = "freshet.example.com"
  zone_id           = "Z0123456789"
}

run "certificate_made" {
  variables {
    with_identity = true
  }

  assert {
    condition     = aws_lb_listener.https.protocol == "HTTPS" && aws_lb_listener.https.port == 443 && strcontains(aws_lb_listener.https.ssl_policy, "TLS13")
    error_message = "only HTTPS with a modern policy"
  }

  assert {
    condition     = aws_lb.this.drop_invalid_header_fields && one(aws_lb.this.access_logs).enabled && aws_lb.this.enable_deletion_protection
    error_message = "invalid headers are dropped, calls are logged, deletion is guarded"
  }

  assert {
    condition     = length(aws_route53_record.proof) == 2 && length(aws_route53_record.this) == 2
    error_message = "both names must be proved and set"
  }

  assert {
    condition     = output.auth_url == "https://auth.freshet.example.com"
    error_message = "sign-in must be at auth. of the domain"
  }

}

run "certificate_given" {
  variables {
    zone_id         = null
    certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000"
  }

  assert {
    condition     = length(aws_acm_certificate.this) == 0 && length(aws_route53_record.this) == 0
    error_message = "nothing may be made in a zone that was not given"
  }

}

run "refuses" {
  command = plan

  variables {
    name_prefix               = "Freshet_"
    region                    = "europe"
    account_id                = "42"
    log_retention_days        = 42
    subnet_ids                = ["subnet-1"]
    domain                    = "https://Freshet.example.com/"
    zone_id                   = null
    requests_per_five_minutes = 1
  }

  expect_failures = [var.name_prefix, var.region, var.account_id, var.log_retention_days, var.subnet_ids, var.domain, var.zone_id, var.requests_per_five_minutes]
}

run "refuses_certificate" {
  command = plan

  variables {
    certificate_arn = "mine"
  }

  expect_failures = [var.certificate_arn]
}
