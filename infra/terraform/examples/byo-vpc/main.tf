# The service inside a VPC that is there already, with a certificate and an issuer of your own, for your network only.
module "freshet" {
  source = "../../stacks/aws"

  profile     = "STANDARD"
  name_prefix = var.name_prefix
  region      = var.region
  image_tag   = var.image_tag

  existing_vpc = {
    vpc_id             = var.vpc_id
    private_subnet_ids = var.private_subnet_ids
    public_subnet_ids  = var.public_subnet_ids
  }
  allowed_cidrs = var.allowed_cidrs

  domain          = var.domain
  certificate_arn = var.certificate_arn
  identity        = { issuer = var.issuer }
}
