data "aws_partition" "current" {}

locals {
  arn      = "arn:${data.aws_partition.current.partition}"
  service  = var.shape == "SERVICE"
  function = var.shape == "FUNCTION"
  image    = coalesce(var.image, "${aws_ecr_repository.this.repository_url}:${var.image_tag}")

  environment = {
    FRESHET_HTTP_HOST           = local.service ? "0.0.0.0" : "127.0.0.1"
    FRESHET_HTTP_PORT           = "8080"
    FRESHET_HTTP_PROXIED        = "yes"
    FRESHET_HOME                = "/tmp/freshet"
    FRESHET_DB_HOST             = var.database.address
    FRESHET_DB_PORT             = tostring(var.database.port)
    FRESHET_DB_NAME             = var.database.name
    FRESHET_DB_SSL_MODE         = "require"
    FRESHET_OIDC_ISSUER         = var.identity.issuer
    FRESHET_OIDC_AUDIENCE       = var.identity.audience
    FRESHET_CONSOLE_CLIENT_ID   = var.identity.console_client_id
    FRESHET_WAREHOUSE           = var.warehouse
    FRESHET_LAUNCHER            = "ECS"
    FRESHET_ECS_CLUSTER         = var.engine.cluster_name
    FRESHET_ECS_TASK_FAMILY     = var.engine.task_family
    FRESHET_ECS_CLASSES         = join(",", [for name, memory in var.engine.classes : "${name}=${memory}"])
    FRESHET_ECS_SUBNETS         = join(",", var.engine.subnet_ids)
    FRESHET_ECS_SECURITY_GROUPS = var.engine.security_group_id
    FRESHET_ECS_PUBLIC_IP       = var.engine.assign_public_ip ? "yes" : "no"
    FRESHET_ECS_TENANT_ROLE     = var.engine.tenant_role_arn
    FRESHET_WAKE_QUEUE_URL      = var.engine.wake_queue.url
  }

  # Setting → field of a secret.
  secrets = {
    FRESHET_MASTER_KEY             = "${aws_secretsmanager_secret.this.arn}:master_key::"
    FRESHET_COOKIE_KEY             = "${aws_secretsmanager_secret.this.arn}:cookie_key::"
    FRESHET_DB_API_PASSWORD        = "${aws_secretsmanager_secret.this.arn}:db_api_password::"
    FRESHET_DB_RECONCILER_PASSWORD = "${aws_secretsmanager_secret.this.arn}:db_reconciler_password::"
    FRESHET_CONSOLE_CLIENT_SECRET  = "${aws_secretsmanager_secret.this.arn}:console_client_secret::"
    FRESHET_ADMIN_TOKEN            = "${aws_secretsmanager_secret.this.arn}:admin_token::"
    FRESHET_DB_OWNER_USER          = "${var.database.owner_secret_arn}:username::"
    FRESHET_DB_OWNER_PASSWORD      = "${var.database.owner_secret_arn}:password::"
  }
}

resource "aws_ecr_repository" "this" {
  name                 = var.name_prefix
  image_tag_mutability = "IMMUTABLE"
  force_delete         = !var.deletion_protection
  tags                 = var.tags

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = var.kms_key_arn
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  repository = aws_ecr_repository.this.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Untagged images go after two weeks"
      selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 14 }
      action       = { type = "expire" }
    }]
  })
}

resource "aws_secretsmanager_secret" "this" {
  name                    = "${var.name_prefix}/service"
  description             = "Keys and passwords of the control plane"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.deletion_protection ? 30 : 0
  tags                    = var.tags
}

resource "aws_secretsmanager_secret_version" "this" {
  count = var.secret_version > 0 ? 1 : 0

  secret_id                = aws_secretsmanager_secret.this.id
  secret_string_wo         = jsonencode(var.secret_values)
  secret_string_wo_version = var.secret_version
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name_prefix}/control-plane"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}
