data "aws_caller_identity" "current" {}

locals {
  zero     = var.profile == "ZERO"
  keycloak = var.identity.mode == "KEYCLOAK"

  preset = {
    ZERO     = { nat_mode = "IPV6_EGRESS", min_acu = 0, max_acu = 2, instances = 1, backups = 1, logs = 7, count = { min = 1, max = 1 } }
    STANDARD = { nat_mode = "SINGLE", min_acu = 0.5, max_acu = 4, instances = 1, backups = 7, logs = 30, count = { min = 1, max = 2 } }
    HA       = { nat_mode = "PER_AZ", min_acu = 1, max_acu = 16, instances = 2, backups = 14, logs = 90, count = { min = 2, max = 6 } }
  }[var.profile]

  account_id = data.aws_caller_identity.current.account_id
  logs       = coalesce(var.log_retention_days, local.preset.logs)
  max_acu    = coalesce(var.database.max_acu, local.preset.max_acu)
  tags       = merge({ "freshet:stack" = var.name_prefix }, var.tags)
  groups     = module.network.security_group_ids

  database = {
    address          = module.database.address
    port             = module.database.port
    name             = module.database.name
    owner_secret_arn = module.database.owner_secret_arn
  }
}

module "lake" {
  source = "../../modules/lake"

  name_prefix        = var.name_prefix
  tags               = local.tags
  region             = var.region
  account_id         = local.account_id
  log_retention_days = local.logs
  force_destroy      = var.destroy_lake
}

module "network" {
  source = "../../modules/network"

  name_prefix         = var.name_prefix
  tags                = local.tags
  region              = var.region
  account_id          = local.account_id
  kms_key_arn         = module.lake.kms_key_arn
  log_retention_days  = local.logs
  cidr                = var.cidr
  zones               = var.existing_vpc == null ? var.zones : ["none-a", "none-b"]
  nat_mode            = coalesce(var.nat_mode, local.preset.nat_mode)
  existing_vpc        = var.existing_vpc
  interface_endpoints = var.interface_endpoints
  allowed_cidrs       = var.allowed_cidrs
}

module "database" {
  source = "../../modules/database"

  name_prefix           = var.name_prefix
  tags                  = local.tags
  kms_key_arn           = module.lake.kms_key_arn
  log_retention_days    = local.logs
  subnet_ids            = module.network.private_subnet_ids
  security_group_id     = local.groups["database"]
  min_acu               = coalesce(var.database.min_acu, local.preset.min_acu)
  max_acu               = local.max_acu
  instances             = coalesce(var.database.instances, local.preset.instances)
  auto_pause_seconds    = var.database.auto_pause_seconds
  backup_retention_days = coalesce(var.database.backup_retention_days, local.preset.backups)
  deletion_protection   = var.deletion_protection
}

module "edge" {
  source = "../../modules/edge"
  count  = local.zero ? 0 : 1

  name_prefix         = var.name_prefix
  tags                = local.tags
  region              = var.region
  account_id          = local.account_id
  log_retention_days  = local.logs
  vpc_id              = module.network.vpc_id
  subnet_ids          = module.network.public_subnet_ids
  security_group_id   = local.groups["edge"]
  domain              = var.domain
  zone_id             = var.zone_id
  certificate_arn     = var.certificate_arn
  with_identity       = local.keycloak
  deletion_protection = var.deletion_protection
}

module "identity" {
  source = "../../modules/identity"

  name_prefix        = var.name_prefix
  tags               = local.tags
  region             = var.region
  account_id         = local.account_id
  kms_key_arn        = module.lake.kms_key_arn
  log_retention_days = local.logs
  mode               = var.identity.mode
  issuer             = var.identity.issuer
  audience           = var.identity.audience
  console_client_id  = var.identity.console_client_id

  keycloak = !local.keycloak ? null : {
    image             = var.identity.keycloak_image
    auth_url          = module.edge[0].auth_url
    cluster_arn       = module.engine.cluster_arn
    subnet_ids        = module.network.private_subnet_ids
    security_group_id = local.groups["identity"]
    target_group_arn  = module.edge[0].identity_target_group_arn
    database          = local.database
    desired_count     = var.profile == "HA" ? 2 : 1
  }
}

module "engine" {
  source = "../../modules/engine"

  name_prefix            = var.name_prefix
  tags                   = local.tags
  region                 = var.region
  account_id             = local.account_id
  kms_key_arn            = module.lake.kms_key_arn
  log_retention_days     = local.logs
  image                  = module.control_plane.image
  repository_arn         = module.control_plane.repository_arn
  architecture           = var.architecture
  bucket_arn             = module.lake.bucket_arn
  control_plane_role_arn = module.control_plane.role_arn
  source_buckets         = var.source_buckets
  container_insights     = var.profile == "HA"
}

module "control_plane" {
  source = "../../modules/control-plane"

  name_prefix         = var.name_prefix
  tags                = local.tags
  region              = var.region
  account_id          = local.account_id
  kms_key_arn         = module.lake.kms_key_arn
  log_retention_days  = local.logs
  shape               = local.zero ? "FUNCTION" : "SERVICE"
  image               = var.image
  image_tag           = var.image_tag
  architecture        = var.architecture
  cpu                 = var.profile == "HA" ? 1024 : 512
  memory              = 2048
  count_range         = local.preset.count
  tick_minutes        = var.tick_minutes
  subnet_ids          = module.network.private_subnet_ids
  security_group_id   = local.groups["control-plane"]
  target_group_arn    = local.zero ? null : module.edge[0].control_plane_target_group_arn
  database            = local.database
  warehouse           = module.lake.warehouse
  secret_version      = var.secret_version
  secret_values       = var.secret_values
  deletion_protection = var.deletion_protection

  identity = {
    issuer            = module.identity.issuer
    audience          = module.identity.audience
    console_client_id = module.identity.console_client_id
  }

  # Without a NAT gateway a worker's task fetches its image through an address of its own, paid while it runs.
  engine = {
    cluster_name      = module.engine.cluster_name
    cluster_arn       = module.engine.cluster_arn
    task_family       = module.engine.task_family
    classes           = module.engine.classes
    task_role_arns    = module.engine.task_role_arns
    tenant_role_arn   = module.engine.tenant_role_arn
    wake_queue        = module.engine.wake_queue
    subnet_ids        = local.zero ? module.network.public_subnet_ids : module.network.private_subnet_ids
    security_group_id = local.groups["worker"]
    assign_public_ip  = local.zero
  }
}

module "messaging" {
  source = "../../modules/messaging"
  count  = var.enable_kafka ? 1 : 0

  name_prefix              = var.name_prefix
  tags                     = local.tags
  region                   = var.region
  account_id               = local.account_id
  vpc_id                   = module.network.vpc_id
  subnet_ids               = module.network.private_subnet_ids
  worker_security_group_id = local.groups["worker"]
  worker_role_name         = module.engine.worker_role_name
}

module "observability" {
  source = "../../modules/observability"

  name_prefix        = var.name_prefix
  tags               = local.tags
  region             = var.region
  account_id         = local.account_id
  kms_key_arn        = module.lake.kms_key_arn
  alert_emails       = var.alert_emails
  monthly_budget_usd = var.monthly_budget_usd

  watched = {
    shape           = local.zero ? "FUNCTION" : "SERVICE"
    cluster_id      = module.database.cluster_id
    max_acu         = local.max_acu
    wake_queue_name = module.engine.wake_queue.name
    dead_queue_name = module.engine.dead_queue_name
    function_name   = local.zero ? "${var.name_prefix}-control-plane" : null
    load_balancer   = local.zero ? null : module.edge[0].metric_dimensions.load_balancer
    target_group    = local.zero ? null : module.edge[0].metric_dimensions.target_group
    ecs_cluster     = module.engine.cluster_name
    log_groups      = [module.control_plane.log_group_name, module.engine.log_group_name]
  }
}
