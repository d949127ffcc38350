# One group per part, and one rule per conversation. Only the load balancer's 443 is open to ranges.
locals {
  groups = {
    edge          = "Load balancer"
    control-plane = "Control plane"
    worker        = "Workers of pipelines"
    identity      = "Identity provider"
    database      = "Database"
    endpoints     = "Private endpoints of AWS services"
  }

  conversations = {
    edge-to-control-plane   = { from = "edge", to = "control-plane", port = 8080, what = "API and console" }
    edge-to-identity        = { from = "edge", to = "identity", port = 8080, what = "Sign-in" }
    edge-to-identity-health = { from = "edge", to = "identity", port = 9000, what = "Health of the identity provider" }
    control-plane-to-worker = { from = "control-plane", to = "worker", port = 8081, what = "Data plane of a pipeline" }
    worker-to-control-plane = { from = "worker", to = "control-plane", port = 8080, what = "A worker fetches its bootstrap" }
    control-plane-to-db     = { from = "control-plane", to = "database", port = 5432, what = "PostgreSQL" }
    worker-to-db            = { from = "worker", to = "database", port = 5432, what = "PostgreSQL" }
    identity-to-db          = { from = "identity", to = "database", port = 5432, what = "PostgreSQL" }
    control-plane-to-aws    = { from = "control-plane", to = "endpoints", port = 443, what = "AWS services" }
    worker-to-aws           = { from = "worker", to = "endpoints", port = 443, what = "AWS services" }
    identity-to-aws         = { from = "identity", to = "endpoints", port = 443, what = "AWS services" }
  }

  outward = {
    for pair in setproduct(["control-plane", "worker", "identity"], ["0.0.0.0/0", "::/0"]) :
    "${pair[0]}-${pair[1]}" => { group = pair[0], range = pair[1] }
  }
}

resource "aws_security_group" "this" {
  for_each = local.groups

  name        = "${var.name_prefix}-${each.key}"
  description = each.value
  vpc_id      = local.vpc_id
  tags        = merge(local.tags, { Name = "${var.name_prefix}-${each.key}" })
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  for_each = var.allowed_cidrs

  security_group_id = aws_security_group.this["edge"].id
  description       = "HTTPS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = strcontains(each.value, ":") ? null : each.value
  cidr_ipv6         = strcontains(each.value, ":") ? each.value : null
  tags              = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "inside" {
  for_each = local.conversations

  security_group_id            = aws_security_group.this[each.value.to].id
  referenced_security_group_id = aws_security_group.this[each.value.from].id
  description                  = each.value.what
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  tags                         = local.tags
}

resource "aws_vpc_security_group_egress_rule" "inside" {
  for_each = local.conversations

  security_group_id            = aws_security_group.this[each.value.from].id
  referenced_security_group_id = aws_security_group.this[each.value.to].id
  description                  = each.value.what
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  tags                         = local.tags
}

# Issuers, model providers, AWS: HTTPS only. Sources on other ports need a rule of yours on the worker's group.
resource "aws_vpc_security_group_egress_rule" "https" {
  for_each = local.outward

  security_group_id = aws_security_group.this[each.value.group].id
  description       = "HTTPS outward"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = strcontains(each.value.range, ":") ? null : each.value.range
  cidr_ipv6         = strcontains(each.value.range, ":") ? each.value.range : null
  tags              = local.tags
}
