locals {
  keycloak = var.mode == "KEYCLOAK"
  realm    = "freshet"
  issuer   = local.keycloak ? "${var.keycloak.auth_url}/realms/${local.realm}" : var.issuer
}

# The bootstrap administrator's password is a random one that the operator puts here, reads once, and deletes.
resource "aws_secretsmanager_secret" "bootstrap" {
  count = local.keycloak ? 1 : 0

  name                    = "${var.name_prefix}/keycloak-bootstrap"
  description             = "Keycloak's bootstrap administrator: username and password; needed for the first start only"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = 0
  tags                    = var.tags
}

resource "aws_cloudwatch_log_group" "this" {
  count = local.keycloak ? 1 : 0

  name              = "/${var.name_prefix}/identity"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_iam_role" "execution" {
  count = local.keycloak ? 1 : 0

  name = "${var.name_prefix}-identity-start"
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

resource "aws_iam_role_policy" "execution" {
  count = local.keycloak ? 1 : 0

  name = "start"
  role = aws_iam_role.execution[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
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
        Resource = "arn:${data.aws_partition.current.partition}:ecr:${var.region}:${var.account_id}:repository/${var.name_prefix}*"
      },
      {
        Sid      = "ReadSecrets"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = [aws_secretsmanager_secret.bootstrap[0].arn, var.keycloak.database.owner_secret_arn]
      },
      {
        Sid      = "OpenSecrets"
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = var.kms_key_arn
      },
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.this[0].arn}:*"
      },
    ]
  })
}

data "aws_partition" "current" {}

resource "aws_ecs_task_definition" "this" {
  count = local.keycloak ? 1 : 0

  family                   = "${var.name_prefix}-identity"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.keycloak.cpu
  memory                   = var.keycloak.memory
  execution_role_arn       = aws_iam_role.execution[0].arn
  tags                     = var.tags

  volume {
    name = "tmp"
  }

  volume {
    name = "data"
  }

  container_definitions = jsonencode([{
    name                   = "identity"
    image                  = var.keycloak.image
    command                = ["start", "--optimized", "--import-realm"]
    essential              = true
    user                   = "1000:0"
    readonlyRootFilesystem = true
    stopTimeout            = 30
    linuxParameters        = { initProcessEnabled = true }
    portMappings           = [{ containerPort = 8080, protocol = "tcp" }, { containerPort = 9000, protocol = "tcp" }]
    mountPoints = [
      { sourceVolume = "tmp", containerPath = "/tmp", readOnly = false },
      { sourceVolume = "data", containerPath = "/opt/keycloak/data/tmp", readOnly = false },
    ]
    environment = [for name, value in {
      KC_DB              = "postgres"
      KC_DB_URL          = "jdbc:postgresql://${var.keycloak.database.address}:${var.keycloak.database.port}/${var.keycloak.database.name}?sslmode=require"
      KC_DB_SCHEMA       = "keycloak"
      KC_HOSTNAME        = var.keycloak.auth_url
      KC_HTTP_ENABLED    = "true"
      KC_PROXY_HEADERS   = "xforwarded"
      KC_HEALTH_ENABLED  = "true"
      KC_METRICS_ENABLED = "true"
    } : { name = name, value = value }]
    secrets = [for name, place in {
      KC_DB_USERNAME              = "${var.keycloak.database.owner_secret_arn}:username::"
      KC_DB_PASSWORD              = "${var.keycloak.database.owner_secret_arn}:password::"
      KC_BOOTSTRAP_ADMIN_USERNAME = "${aws_secretsmanager_secret.bootstrap[0].arn}:username::"
      KC_BOOTSTRAP_ADMIN_PASSWORD = "${aws_secretsmanager_secret.bootstrap[0].arn}:password::"
    } : { name = name, valueFrom = place }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this[0].name
        awslogs-region        = var.region
        awslogs-stream-prefix = "task"
      }
    }
  }])
}

resource "aws_ecs_service" "this" {
  count = local.keycloak ? 1 : 0

  name                              = "identity"
  cluster                           = var.keycloak.cluster_arn
  task_definition                   = aws_ecs_task_definition.this[0].arn
  desired_count                     = var.keycloak.desired_count
  launch_type                       = "FARGATE"
  propagate_tags                    = "SERVICE"
  enable_execute_command            = false
  health_check_grace_period_seconds = 180
  tags                              = var.tags

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.keycloak.subnet_ids
    security_groups  = [var.keycloak.security_group_id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = var.keycloak.target_group_arn
    container_name   = "identity"
    container_port   = 8080
  }
}
