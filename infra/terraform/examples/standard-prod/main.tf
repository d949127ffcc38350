# A load balancer with certificate and firewall, Keycloak beside the control plane, alarms and a budget.
module "freshet" {
  source = "../../stacks/aws"

  profile     = "STANDARD"
  name_prefix = var.name_prefix
  region      = var.region
  zones       = ["${var.region}a", "${var.region}b"]
  image_tag   = var.image_tag

  domain  = var.domain
  zone_id = var.zone_id

  identity = {
    mode           = "KEYCLOAK"
    keycloak_image = var.keycloak_image
  }

  database = { max_acu = var.database_max_acu }

  alert_emails       = var.alert_emails
  monthly_budget_usd = var.monthly_budget_usd

  deletion_protection = var.deletion_protection
  destroy_lake        = var.destroy_lake
}
