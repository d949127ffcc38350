# The same image as a function: billed per call. A call starts it, a tick lets the reconciler look round, a wake
# message starts a pipeline. Between calls it is frozen, so that no query keeps the database awake.
resource "aws_lambda_function" "this" {
  count = local.function ? 1 : 0

  function_name = "${var.name_prefix}-control-plane"
  role          = aws_iam_role.this.arn
  package_type  = "Image"
  image_uri     = local.image
  architectures = [var.architecture == "ARM64" ? "arm64" : "x86_64"]
  memory_size   = var.memory
  timeout       = 60
  kms_key_arn   = var.kms_key_arn
  publish       = true
  tags          = var.tags

  # One at a time is enough for ticks; a ceiling keeps a flood of calls from becoming a flood of connections.
  reserved_concurrent_executions = 10

  image_config {
    command = ["function"]
  }

  # The secrets' places, never the secrets: the role "function" of the image reads them at its start.
  environment {
    variables = merge(
      local.environment,
      { for name, place in local.secrets : "${name}_FROM" => place },
    )
  }

  vpc_config {
    subnet_ids                  = var.subnet_ids
    security_group_ids          = [var.security_group_id]
    ipv6_allowed_for_dual_stack = true
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.this.name
  }
}

resource "aws_lambda_alias" "live" {
  count = local.function ? 1 : 0

  name             = "live"
  function_name    = aws_lambda_function.this[0].function_name
  function_version = aws_lambda_function.this[0].version
}

# The service checks bearer tokens and sessions itself, hence no IAM signature here.
resource "aws_lambda_function_url" "this" {
  count = local.function ? 1 : 0

  function_name      = aws_lambda_function.this[0].function_name
  qualifier          = aws_lambda_alias.live[0].name
  authorization_type = "NONE"
  invoke_mode        = "BUFFERED"
}

resource "aws_lambda_event_source_mapping" "wake" {
  count = local.function ? 1 : 0

  event_source_arn = var.engine.wake_queue.arn
  function_name    = aws_lambda_alias.live[0].arn
  batch_size       = 10
  tags             = var.tags

  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = 2
  }
}

resource "aws_iam_role" "scheduler" {
  count = local.function ? 1 : 0

  name = "${var.name_prefix}-tick"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
  tags = var.tags
}

resource "aws_iam_role_policy" "scheduler" {
  count = local.function ? 1 : 0

  name = "tick"
  role = aws_iam_role.scheduler[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "CallFunction"
      Effect   = "Allow"
      Action   = "lambda:InvokeFunction"
      Resource = aws_lambda_alias.live[0].arn
    }]
  })
}

resource "aws_scheduler_schedule" "tick" {
  count = local.function ? 1 : 0

  name                = "${var.name_prefix}-tick"
  description         = "Lets the reconciler look round"
  schedule_expression = "rate(${var.tick_minutes} ${var.tick_minutes == 1 ? "minute" : "minutes"})"
  kms_key_arn         = var.kms_key_arn

  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 5
  }

  target {
    arn      = aws_lambda_alias.live[0].arn
    role_arn = aws_iam_role.scheduler[0].arn
    input    = jsonencode({ freshet = "tick" })

    retry_policy {
      maximum_retry_attempts = 2
    }
  }
}
