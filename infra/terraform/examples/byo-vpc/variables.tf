variable "region" {
  description = "AWS region."
  type        = string
  default     = "eu-central-1"
}

variable "name_prefix" {
  description = "Begins the name of everything."
  type        = string
  default     = "freshet"
}

variable "image_tag" {
  description = "Version of the image in the stack's repository."
  type        = string
  default     = "0.1.0"
}

variable "vpc_id" {
  description = "Your VPC."
  type        = string
}

variable "private_subnet_ids" {
  description = "Subnets for tasks and database; they need a way out to ECR, Secrets Manager, ECS, STS, CloudWatch Logs and the issuer."
  type        = list(string)
}

variable "public_subnet_ids" {
  description = "Subnets for the load balancer."
  type        = list(string)
}

variable "allowed_cidrs" {
  description = "Who may reach the load balancer."
  type        = set(string)
}

variable "domain" {
  description = "Host name of API and console; point it at the output load_balancer_dns_name."
  type        = string
}

variable "certificate_arn" {
  description = "ACM certificate for domain."
  type        = string
}

variable "issuer" {
  description = "OIDC issuer."
  type        = string
}
