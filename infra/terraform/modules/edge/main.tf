locals {
  auth_domain = "auth.${var.domain}"
  names       = concat([var.domain], var.with_identity ? [local.auth_domain] : [])
  issue       = var.certificate_arn == null
  certificate = local.issue ? aws_acm_certificate_validation.this[0].certificate_arn : var.certificate_arn
  log_bucket  = "${var.name_prefix}-edge-log-${var.account_id}"
  log_prefix  = "alb"
}

resource "aws_acm_certificate" "this" {
  count = local.issue ? 1 : 0

  domain_name               = var.domain
  subject_alternative_names = var.with_identity ? [local.auth_domain] : []
  validation_method         = "DNS"
  tags                      = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "proof" {
  for_each = local.issue ? toset(local.names) : []

  zone_id         = var.zone_id
  name            = one([for option in aws_acm_certificate.this[0].domain_validation_options : option.resource_record_name if option.domain_name == each.value])
  type            = one([for option in aws_acm_certificate.this[0].domain_validation_options : option.resource_record_type if option.domain_name == each.value])
  records         = [one([for option in aws_acm_certificate.this[0].domain_validation_options : option.resource_record_value if option.domain_name == each.value])]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  count = local.issue ? 1 : 0

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = [for record in aws_route53_record.proof : record.fqdn]
}

resource "aws_lb" "this" {
  name                       = var.name_prefix
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = var.subnet_ids
  security_groups            = [var.security_group_id]
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "strictest"
  enable_deletion_protection = var.deletion_protection
  # Longer than the heartbeat of the event streams.
  idle_timeout = 120
  tags         = var.tags

  access_logs {
    bucket  = aws_s3_bucket.log.id
    prefix  = local.log_prefix
    enabled = true
  }

  depends_on = [aws_s3_bucket_policy.log]
}

# No listener on port 80: a token sent in clear once is a token lost.
resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = local.certificate
  tags              = var.tags

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.control_plane.arn
  }
}

resource "aws_lb_target_group" "control_plane" {
  name                 = "${var.name_prefix}-api"
  vpc_id               = var.vpc_id
  target_type          = "ip"
  port                 = 8080
  protocol             = "HTTP"
  deregistration_delay = 30
  tags                 = var.tags

  health_check {
    path                = "/q/health/ready"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_target_group" "identity" {
  count = var.with_identity ? 1 : 0

  name                 = "${var.name_prefix}-auth"
  vpc_id               = var.vpc_id
  target_type          = "ip"
  port                 = 8080
  protocol             = "HTTP"
  deregistration_delay = 30
  tags                 = var.tags

  health_check {
    path                = "/health/ready"
    port                = "9000"
    matcher             = "200"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 5
  }
}

resource "aws_lb_listener_rule" "identity" {
  count = var.with_identity ? 1 : 0

  listener_arn = aws_lb_listener.https.arn
  priority     = 20
  tags         = var.tags

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.identity[0].arn
  }

  condition {
    host_header {
      values = [local.auth_domain]
    }
  }
}

# Health and metrics are for the inside.
resource "aws_lb_listener_rule" "no_operations" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 10
  tags         = var.tags

  action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      message_body = "not found"
      status_code  = "404"
    }
  }

  condition {
    path_pattern {
      values = ["/q/metrics*", "/q/health*", "/internal/*", "/metrics*", "/health*"]
    }
  }
}

resource "aws_route53_record" "this" {
  for_each = var.zone_id == null ? [] : toset(local.names)

  zone_id = var.zone_id
  name    = each.value
  type    = "A"

  alias {
    name                   = aws_lb.this.dns_name
    zone_id                = aws_lb.this.zone_id
    evaluate_target_health = true
  }
}
