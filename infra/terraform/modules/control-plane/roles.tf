resource "aws_iam_role" "this" {
  name = "${var.name_prefix}-control-plane"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = local.service ? "ecs-tasks.amazonaws.com" : "lambda.amazonaws.com" }
    }]
  })
  tags = var.tags
}

resource "aws_iam_role_policy" "this" {
  name = "control-plane"
  role = aws_iam_role.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "StartWorkers"
        Effect    = "Allow"
        Action    = "ecs:RunTask"
        Resource  = "${local.arn}:ecs:${var.region}:${var.account_id}:task-definition/${var.engine.task_family}*"
        Condition = { ArnEquals = { "ecs:cluster" = var.engine.cluster_arn } }
      },
      {
        Sid      = "WatchAndEndWorkers"
        Effect   = "Allow"
        Action   = ["ecs:DescribeTasks", "ecs:StopTask"]
        Resource = "${local.arn}:ecs:${var.region}:${var.account_id}:task/${var.engine.cluster_name}/*"
      },
      {
        Sid       = "TagWorkers"
        Effect    = "Allow"
        Action    = "ecs:TagResource"
        Resource  = "${local.arn}:ecs:${var.region}:${var.account_id}:task/${var.engine.cluster_name}/*"
        Condition = { StringEquals = { "ecs:CreateAction" = "RunTask" } }
      },
      {
        Sid       = "WorkersRoles"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = var.engine.task_role_arns
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
      {
        Sid      = "ActForATenant"
        Effect   = "Allow"
        Action   = ["sts:AssumeRole", "sts:TagSession"]
        Resource = var.engine.tenant_role_arn
      },
      {
        Sid      = "TakeWakeMessages"
        Effect   = "Allow"
        Action   = ["sqs:ReceiveMessage", "sqs:SendMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"]
        Resource = var.engine.wake_queue.arn
      },
      {
        Sid      = "OpenWhatIsEncrypted"
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = var.kms_key_arn
      },
    ]
  })
}

# Starts the container of a task: pulls the image, opens the log stream, reads the secrets.
resource "aws_iam_role" "execution" {
  count = local.service ? 1 : 0

  name = "${var.name_prefix}-control-plane-start"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
  tags = var.tags
}

locals {
  read_secrets = [
    {
      Sid      = "ReadOwnSecrets"
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = [aws_secretsmanager_secret.this.arn, var.database.owner_secret_arn]
    },
    {
      Sid      = "OpenOwnSecrets"
      Effect   = "Allow"
      Action   = "kms:Decrypt"
      Resource = var.kms_key_arn
    },
    {
      Sid      = "WriteLogs"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.this.arn}:*"
    },
  ]
}

resource "aws_iam_role_policy" "execution" {
  count = local.service ? 1 : 0

  name = "start"
  role = aws_iam_role.execution[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.read_secrets, [
      {
        Sid      = "RegistryTokenHasNoResource"
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
      {
        Sid      = "PullImage"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = aws_ecr_repository.this.arn
      },
    ])
  })
}

resource "aws_iam_role_policy" "function" {
  count = local.function ? 1 : 0

  name = "function"
  role = aws_iam_role.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.read_secrets, [{
      Sid      = "FunctionNetworkInterfacesHaveNoResource"
      Effect   = "Allow"
      Action   = ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"]
      Resource = "*"
    }])
  })
}
