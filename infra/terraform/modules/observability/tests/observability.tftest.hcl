mock_provider "aws" {
  source = "../../mocks"
}

variables {
  name_prefix = "freshet-test"
  region      = "eu-central-1"
  account_id  = "123456789012"
  kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
  watched     = { shape = "FUNCTION", cluster_id = "freshet-test", max_acu = 2, wake_queue_name = "freshet-test-wake", dead_queue_name = "freshet-test-wake-dead", ecs_cluster = "freshet-test", log_groups = ["/freshet-test/control-plane"], function_name = "freshet-test-control-plane" }
}

run "function" {
  assert {
    condition     = length(output.alarm_names) == 5 && length(aws_budgets_budget.this) == 0
    error_message = "a function has five alarms, and no budget unless asked"
  }

  assert {
    condition     = aws_sns_topic.alarms.kms_master_key_id == var.kms_key_arn
    error_message = "alarms must be encrypted"
  }

  assert {
    condition     = can(jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets)
    error_message = "the dashboard must be JSON"
  }

}

run "service" {
  variables {
    alert_emails       = ["operations@example.com"]
    monthly_budget_usd = 100
    watched            = { shape = "SERVICE", cluster_id = "freshet-test", max_acu = 2, wake_queue_name = "freshet-test-wake", dead_queue_name = "freshet-test-wake-dead", ecs_cluster = "freshet-test", log_groups = ["/freshet-test/control-plane"], load_balancer = "app/freshet-test/0123456789abcdef", target_group = "targetgroup/freshet-test/0123456789abcdef" }
  }

  assert {
    condition     = length(output.alarm_names) == 6 && length(aws_budgets_budget.this) == 1 && length(aws_sns_topic_subscription.mail) == 1
    error_message = "a service has six alarms, a budget and somebody who hears of them"
  }

}

run "refuses" {
  command = plan

  variables {
    name_prefix  = "Freshet_"
    region       = "europe"
    account_id   = "42"
    kms_key_arn  = "alias/freshet"
    alert_emails = ["nobody"]
    watched      = { shape = "LAPTOP", cluster_id = "freshet-test", max_acu = 2, wake_queue_name = "freshet-test-wake", dead_queue_name = "freshet-test-wake-dead", ecs_cluster = "freshet-test", log_groups = ["/freshet-test/control-plane"] }
  }

  expect_failures = [var.name_prefix, var.region, var.account_id, var.kms_key_arn, var.alert_emails, var.watched]
}

run "refuses_budget_that_tells_nobody" {
  command = plan

  variables {
    monthly_budget_usd = 100
  }

  expect_failures = [var.monthly_budget_usd]
}

run "refuses_negative_budget" {
  command = plan

  variables {
    monthly_budget_usd = -1
  }

  expect_failures = [var.monthly_budget_usd]
}
