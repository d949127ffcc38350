mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name_prefix              = "freshet-test"
  region                   = "eu-central-1"
  account_id               = "123456789012"
  subnet_ids               = ["subnet-1", "subnet-2"]
  vpc_id                   = "vpc-1"
  worker_security_group_id = "sg-1"
  worker_role_name         = "freshet-test-worker"
}

run "defaults" {
  assert {
    condition     = aws_msk_serverless_cluster.this.client_authentication[0].sasl[0].iam[0].enabled
    error_message = "clients must prove who they are"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.workers.referenced_security_group_id == "sg-1" && aws_vpc_security_group_ingress_rule.workers.cidr_ipv4 == null
    error_message = "only workers may connect"
  }

}

run "refuses" {
  command = plan

  variables {
    name_prefix  = "Freshet_"
    region       = "europe"
    account_id   = "42"
    subnet_ids   = ["subnet-1"]
    topic_prefix = ""
  }

  expect_failures = [var.name_prefix, var.region, var.account_id, var.subnet_ids, var.topic_prefix]
}
