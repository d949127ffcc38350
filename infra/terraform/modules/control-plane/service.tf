locals {
  container = {
    image                  = local.image
    essential              = true
    user                   = "10001:10001"
    readonlyRootFilesystem = true
    linuxParameters        = { initProcessEnabled = true }
    mountPoints            = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
    environment            = [for name, value in local.environment : { name = name, value = value }]
    secrets                = [for name, place in local.secrets : { name = name, valueFrom = place }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "task"
      }
    }
  }

  roles = {
    control-plane = merge(local.container, {
      name         = "control-plane"
      command      = ["control-plane"]
      stopTimeout  = 30
      portMappings = [{ containerPort = 8080, protocol = "tcp" }]
    })
    migrate = merge(local.container, {
      name    = "migrate"
      command = ["migrate"]
    })
  }
}

# Two tasks of one image: the service, and the step that migrates the database, run before a new version.
resource "aws_ecs_task_definition" "this" {
  for_each = { for name, container in local.roles : name => container if local.service }

  family                   = "${var.name_prefix}-${each.key}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution[0].arn
  task_role_arn            = aws_iam_role.this.arn
  container_definitions    = jsonencode([each.value])
  tags                     = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  volume {
    name = "tmp"
  }
}

resource "aws_ecs_service" "this" {
  count = local.service ? 1 : 0

  name                              = "control-plane"
  cluster                           = var.engine.cluster_arn
  task_definition                   = aws_ecs_task_definition.this["control-plane"].arn
  desired_count                     = var.count_range.min
  launch_type                       = "FARGATE"
  propagate_tags                    = "SERVICE"
  enable_execute_command            = false
  health_check_grace_period_seconds = 60
  tags                              = var.tags

  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [var.security_group_id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = var.target_group_arn
    container_name   = "control-plane"
    container_port   = 8080
  }

  # The scaling policy moves it.
  lifecycle {
    ignore_changes = [desired_count]
  }
}

resource "aws_appautoscaling_target" "this" {
  count = local.service ? 1 : 0

  service_namespace  = "ecs"
  resource_id        = "service/${var.engine.cluster_name}/${aws_ecs_service.this[0].name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = var.count_range.min
  max_capacity       = var.count_range.max
  tags               = var.tags
}

resource "aws_appautoscaling_policy" "cpu" {
  count = local.service ? 1 : 0

  name               = "${var.name_prefix}-control-plane-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this[0].service_namespace
  resource_id        = aws_appautoscaling_target.this[0].resource_id
  scalable_dimension = aws_appautoscaling_target.this[0].scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value       = 60
    scale_in_cooldown  = 300
    scale_out_cooldown = 30

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
