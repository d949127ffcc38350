output "url" {
  description = "Address of API and console."
  value       = "https://${var.domain}"
}

output "auth_url" {
  description = "Address of the identity provider; null without one."
  value       = var.with_identity ? "https://${local.auth_domain}" : null
}

output "dns_name" {
  description = "The load balancer's own name, for names that are set elsewhere."
  value       = aws_lb.this.dns_name
}

output "control_plane_target_group_arn" {
  description = "Target group that the control plane's tasks join."
  value       = aws_lb_target_group.control_plane.arn

  # Tasks may join only once the group hangs on a listener.
  depends_on = [aws_lb_listener.https]
}

output "identity_target_group_arn" {
  description = "Target group that the identity provider's tasks join; null without one."
  value       = var.with_identity ? aws_lb_target_group.identity[0].arn : null

  depends_on = [aws_lb_listener_rule.identity]
}

output "metric_dimensions" {
  description = "What alarms name the load balancer and the control plane's target group by."
  value = {
    load_balancer = aws_lb.this.arn_suffix
    target_group  = aws_lb_target_group.control_plane.arn_suffix
  }
}
