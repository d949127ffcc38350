data "aws_partition" "current" {}

locals {
  # The cluster's ARN ends in name/uuid; those of topics and groups take both over.
  base = "arn:${data.aws_partition.current.partition}:kafka:${var.region}:${var.account_id}"
}

resource "aws_security_group" "this" {
  name        = "${var.name_prefix}-kafka"
  description = "Kafka brokers"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name_prefix}-kafka" })
}

resource "aws_vpc_security_group_ingress_rule" "workers" {
  security_group_id            = aws_security_group.this.id
  referenced_security_group_id = var.worker_security_group_id
  description                  = "Kafka over TLS with IAM"
  ip_protocol                  = "tcp"
  from_port                    = 9098
  to_port                      = 9098
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "workers" {
  security_group_id            = var.worker_security_group_id
  referenced_security_group_id = aws_security_group.this.id
  description                  = "Kafka over TLS with IAM"
  ip_protocol                  = "tcp"
  from_port                    = 9098
  to_port                      = 9098
  tags                         = var.tags
}

resource "aws_msk_serverless_cluster" "this" {
  cluster_name = var.name_prefix
  tags         = var.tags

  vpc_config {
    subnet_ids         = var.subnet_ids
    security_group_ids = [aws_security_group.this.id]
  }

  client_authentication {
    sasl {
      iam {
        enabled = true
      }
    }
  }
}

resource "aws_iam_role_policy" "workers" {
  name = "kafka"
  role = var.worker_role_name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Connect"
        Effect   = "Allow"
        Action   = ["kafka-cluster:Connect", "kafka-cluster:DescribeCluster", "kafka-cluster:WriteDataIdempotently"]
        Resource = aws_msk_serverless_cluster.this.arn
      },
      {
        Sid      = "TopicsBelowPrefix"
        Effect   = "Allow"
        Action   = ["kafka-cluster:CreateTopic", "kafka-cluster:DescribeTopic", "kafka-cluster:ReadData", "kafka-cluster:WriteData"]
        Resource = "${local.base}:topic/${var.name_prefix}/*/${var.topic_prefix}*"
      },
      {
        Sid      = "GroupsBelowPrefix"
        Effect   = "Allow"
        Action   = ["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"]
        Resource = "${local.base}:group/${var.name_prefix}/*/${var.topic_prefix}*"
      },
    ]
  })
}
