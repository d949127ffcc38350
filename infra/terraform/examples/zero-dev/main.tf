# Nothing that is billed by the hour: a function behind a URL, a database that pauses, workers only while they work.
module "freshet" {
  source = "../../stacks/aws"

  profile     = "ZERO"
  name_prefix = var.name_prefix
  region      = var.region
  zones       = ["${var.region}a", "${var.region}b"]
  image_tag   = var.image_tag
  identity    = { issuer = var.issuer }

  tick_minutes        = var.tick_minutes
  source_buckets      = var.source_buckets
  deletion_protection = false
  destroy_lake        = var.destroy_lake
}
