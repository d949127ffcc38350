locals {
  service  = var.watched.shape == "SERVICE"
  function = var.watched.shape == "FUNCTION"

  balancer = { LoadBalancer = var.watched.load_balancer }
  targets  = { LoadBalancer = var.watched.load_balancer, TargetGroup = var.watched.target_group }

  alarms = merge(
    {
      wake-dead = {
        what      = "Wake messages that nobody could handle", namespace = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible"
        statistic = "Maximum", above = 0, minutes = 5, dimensions = { QueueName = var.watched.dead_queue_name }
      }
      wake-late = {
        what      = "A wake message waits longer than ten minutes", namespace = "AWS/SQS", metric = "ApproximateAgeOfOldestMessage"
        statistic = "Maximum", above = 600, minutes = 5, dimensions = { QueueName = var.watched.wake_queue_name }
      }
      database-full = {
        what      = "The database is at its greatest capacity", namespace = "AWS/RDS", metric = "ServerlessDatabaseCapacity"
        statistic = "Average", above = var.watched.max_acu * 0.9, minutes = 15, dimensions = { DBClusterIdentifier = var.watched.cluster_id }
      }
    },
    local.service ? {
      errors = {
        what      = "The control plane answers 5xx", namespace = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count"
        statistic = "Sum", above = 10, minutes = 5, dimensions = local.balancer
      }
      unhealthy = {
        what      = "A control plane task is not ready", namespace = "AWS/ApplicationELB", metric = "UnHealthyHostCount"
        statistic = "Maximum", above = 0, minutes = 5, dimensions = local.targets
      }
      slow = {
        what      = "One request in a hundred takes over two seconds", namespace = "AWS/ApplicationELB", metric = "TargetResponseTime"
        statistic = "p99", above = 2, minutes = 15, dimensions = local.balancer
      }
    } : {},
    local.function ? {
      errors = {
        what      = "The function fails", namespace = "AWS/Lambda", metric = "Errors"
        statistic = "Sum", above = 3, minutes = 15, dimensions = { FunctionName = var.watched.function_name }
      }
      throttled = {
        what      = "Calls are refused at the function's ceiling", namespace = "AWS/Lambda", metric = "Throttles"
        statistic = "Sum", above = 10, minutes = 5, dimensions = { FunctionName = var.watched.function_name }
      }
    } : {},
  )
}

resource "aws_sns_topic" "alarms" {
  name              = "${var.name_prefix}-alarms"
  kms_master_key_id = var.kms_key_arn
  tags              = var.tags
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AlarmsOfThisAccount"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alarms.arn
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_sns_topic_subscription" "mail" {
  for_each = var.alert_emails

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name_prefix}-${each.key}"
  alarm_description   = each.value.what
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  statistic           = startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic  = startswith(each.value.statistic, "p") ? each.value.statistic : null
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.above
  period              = each.value.minutes * 60
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  dimensions          = each.value.dimensions
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
  tags                = var.tags
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name_prefix
  dashboard_body = jsonencode({
    widgets = concat(
      [for number, name in sort(keys(local.alarms)) : {
        type = "metric", x = (number % 2) * 12, y = floor(number / 2) * 6, width = 12, height = 6
        properties = {
          title   = local.alarms[name].what
          region  = var.region
          view    = "timeSeries"
          stat    = local.alarms[name].statistic
          period  = 300
          metrics = [concat([local.alarms[name].namespace, local.alarms[name].metric], flatten([for key, value in local.alarms[name].dimensions : [key, value]]))]
        }
      }],
      [{
        type = "log", x = 0, y = 60, width = 24, height = 6
        properties = {
          title  = "Warnings and errors"
          region = var.region
          query  = "${join(" | ", [for group in var.watched.log_groups : "SOURCE '${group}'"])} | fields @timestamp, @log, @message | filter @message like /WARN|ERROR/ | sort @timestamp desc | limit 100"
        }
      }],
    )
  })
}

resource "aws_budgets_budget" "this" {
  count = var.monthly_budget_usd > 0 ? 1 : 0

  name         = var.name_prefix
  budget_type  = "COST"
  limit_amount = tostring(var.monthly_budget_usd)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  tags         = var.tags

  dynamic "notification" {
    for_each = { ACTUAL = 80, FORECASTED = 100 }
    content {
      comparison_operator        = "GREATER_THAN"
      notification_type          = notification.key
      threshold                  = notification.value
      threshold_type             = "PERCENTAGE"
      subscriber_email_addresses = var.alert_emails
    }
  }
}
