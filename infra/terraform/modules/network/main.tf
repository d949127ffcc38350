data "aws_partition" "current" {}

locals {
  tags     = merge(var.tags, { Name = var.name_prefix })
  own      = var.existing_vpc == null
  zones    = local.own ? var.zones : []
  nats     = { NONE = 0, IPV6_EGRESS = 0, SINGLE = 1, PER_AZ = length(local.zones) }[var.nat_mode]
  nat_keys = local.own ? slice(local.zones, 0, local.nats) : []
  vpc_id   = local.own ? aws_vpc.this[0].id : var.existing_vpc.vpc_id
  private  = local.own ? [for zone in local.zones : aws_subnet.private[zone].id] : var.existing_vpc.private_subnet_ids
  public   = local.own ? [for zone in local.zones : aws_subnet.public[zone].id] : var.existing_vpc.public_subnet_ids
}

resource "aws_vpc" "this" {
  count = local.own ? 1 : 0

  cidr_block                       = var.cidr
  assign_generated_ipv6_cidr_block = true
  enable_dns_hostnames             = true
  enable_dns_support               = true
  tags                             = local.tags
}

# A default group with no rule: nothing gets a door by accident.
resource "aws_default_security_group" "closed" {
  count = local.own ? 1 : 0

  vpc_id = aws_vpc.this[0].id
  tags   = merge(local.tags, { Name = "${var.name_prefix}-closed" })
}

resource "aws_subnet" "public" {
  for_each = toset(local.zones)

  vpc_id                          = aws_vpc.this[0].id
  availability_zone               = each.value
  cidr_block                      = cidrsubnet(var.cidr, 4, index(var.zones, each.value))
  ipv6_cidr_block                 = cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, index(var.zones, each.value))
  assign_ipv6_address_on_creation = true
  map_public_ip_on_launch         = false
  tags                            = merge(local.tags, { Name = "${var.name_prefix}-public-${each.value}" })
}

resource "aws_subnet" "private" {
  for_each = toset(local.zones)

  vpc_id                          = aws_vpc.this[0].id
  availability_zone               = each.value
  cidr_block                      = cidrsubnet(var.cidr, 4, 8 + index(var.zones, each.value))
  ipv6_cidr_block                 = cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, 8 + index(var.zones, each.value))
  assign_ipv6_address_on_creation = true
  tags                            = merge(local.tags, { Name = "${var.name_prefix}-private-${each.value}" })
}

resource "aws_internet_gateway" "this" {
  count = local.own ? 1 : 0

  vpc_id = aws_vpc.this[0].id
  tags   = local.tags
}

resource "aws_egress_only_internet_gateway" "this" {
  count = local.own && var.nat_mode != "NONE" ? 1 : 0

  vpc_id = aws_vpc.this[0].id
  tags   = local.tags
}

resource "aws_eip" "nat" {
  for_each = toset(local.nat_keys)

  domain = "vpc"
  tags   = merge(local.tags, { Name = "${var.name_prefix}-nat-${each.value}" })
}

resource "aws_nat_gateway" "this" {
  for_each = toset(local.nat_keys)

  allocation_id = aws_eip.nat[each.value].id
  subnet_id     = aws_subnet.public[each.value].id
  tags          = merge(local.tags, { Name = "${var.name_prefix}-${each.value}" })

  depends_on = [aws_internet_gateway.this]
}

resource "aws_route_table" "public" {
  count = local.own ? 1 : 0

  vpc_id = aws_vpc.this[0].id
  tags   = merge(local.tags, { Name = "${var.name_prefix}-public" })
}

resource "aws_route" "public_ipv4" {
  count = local.own ? 1 : 0

  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route" "public_ipv6" {
  count = local.own ? 1 : 0

  route_table_id              = aws_route_table.public[0].id
  destination_ipv6_cidr_block = "::/0"
  gateway_id                  = aws_internet_gateway.this[0].id
}

resource "aws_route_table_association" "public" {
  for_each = toset(local.zones)

  subnet_id      = aws_subnet.public[each.value].id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_route_table" "private" {
  for_each = toset(local.zones)

  vpc_id = aws_vpc.this[0].id
  tags   = merge(local.tags, { Name = "${var.name_prefix}-private-${each.value}" })
}

resource "aws_route" "private_ipv4" {
  for_each = toset(local.nats > 0 ? local.zones : [])

  route_table_id         = aws_route_table.private[each.value].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[var.nat_mode == "PER_AZ" ? each.value : local.zones[0]].id
}

resource "aws_route" "private_ipv6" {
  for_each = toset(var.nat_mode == "NONE" ? [] : local.zones)

  route_table_id              = aws_route_table.private[each.value].id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.this[0].id
}

resource "aws_route_table_association" "private" {
  for_each = toset(local.zones)

  subnet_id      = aws_subnet.private[each.value].id
  route_table_id = aws_route_table.private[each.value].id
}

# Free, and keeps the lake's traffic off every gateway.
resource "aws_vpc_endpoint" "s3" {
  count = local.own ? 1 : 0

  vpc_id            = aws_vpc.this[0].id
  service_name      = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for zone in local.zones : aws_route_table.private[zone].id]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OwnAccountThroughEndpoint"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = "s3:*"
        Resource  = "*"
        Condition = { StringEquals = { "aws:PrincipalAccount" = var.account_id } }
      },
      {
        Sid       = "ImageLayersThroughEndpoint"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = "s3:GetObject"
        Resource  = "arn:${data.aws_partition.current.partition}:s3:::prod-${var.region}-starport-layer-bucket/*"
      },
    ]
  })
  tags = merge(local.tags, { Name = "${var.name_prefix}-s3" })
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.own ? var.interface_endpoints : []

  vpc_id              = aws_vpc.this[0].id
  service_name        = "com.amazonaws.${var.region}.${each.value}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = local.private
  security_group_ids  = [aws_security_group.this["endpoints"].id]
  tags                = merge(local.tags, { Name = "${var.name_prefix}-${each.value}" })
}

resource "aws_cloudwatch_log_group" "flow" {
  count = local.own ? 1 : 0

  name              = "/${var.name_prefix}/network/flow"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_iam_role" "flow" {
  count = local.own ? 1 : 0

  name = "${var.name_prefix}-flow-logs"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
  tags = var.tags
}

resource "aws_iam_role_policy" "flow" {
  count = local.own ? 1 : 0

  name = "write"
  role = aws_iam_role.flow[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "WriteOwnLogGroup"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
      Resource = "${aws_cloudwatch_log_group.flow[0].arn}:*"
    }]
  })
}

resource "aws_flow_log" "this" {
  count = local.own ? 1 : 0

  vpc_id          = aws_vpc.this[0].id
  traffic_type    = "REJECT"
  log_destination = aws_cloudwatch_log_group.flow[0].arn
  iam_role_arn    = aws_iam_role.flow[0].arn
  tags            = local.tags
}
