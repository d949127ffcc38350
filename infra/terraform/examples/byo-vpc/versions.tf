terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 6.0.0"
    }
  }

  # State holds no secret of the service, but it holds names: keep it encrypted and locked, for example with
  # backend "s3" { bucket = "…", key = "freshet.tfstate", region = "…", encrypt = true, use_lockfile = true }
}

provider "aws" {
  region = var.region
}
