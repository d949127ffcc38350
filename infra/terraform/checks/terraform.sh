# Sourced: finds Terraform and its provider; sets $terraform and the surroundings for calls that touch no cloud. Needs
# $work (a folder that will go) and not_run (says why and leaves).
provider=registry.terraform.io/hashicorp/aws

terraform=${FRESHET_TERRAFORM:-$(command -v terraform || true)}
[ -n "$terraform" ] || not_run "there is no terraform (1.11 or later) on the PATH; install it, or set FRESHET_TERRAFORM to its path"
version=$(CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE= "$terraform" version 2>/dev/null | sed -n 's/^[A-Za-z]* v\([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
case $version in
  1.[0-9] | 1.10 | 0.* | '') not_run "terraform 1.11 or later is needed, this is ${version:-unknown}" ;;
esac
command -v node >/dev/null 2>&1 || not_run "the policy and the lint need Node 20 or later"

# The provider comes from a mirror folder where there is one, else from the registry.
mirror=
for folder in "${FRESHET_TERRAFORM_MIRROR:-}" "${HOME:-/nowhere}/.terraform.d/plugins" /usr/local/share/terraform/plugins \
  /usr/share/terraform/plugins /opt/*; do
  if [ -n "$folder" ] && [ -d "$folder/$provider" ]; then
    mirror=$folder
    break
  fi
done
export TF_CLI_CONFIG_FILE=$work/rc TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1
export AWS_EC2_METADATA_DISABLED=true AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none AWS_REGION=eu-central-1
unset AWS_PROFILE TF_PLUGIN_CACHE_DIR TF_DATA_DIR TF_REATTACH_PROVIDERS
{
  echo 'disable_checkpoint = true'
  if [ -n "$mirror" ]; then
    printf 'provider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' "$mirror"
  else
    mkdir -p "$work/cache"
    printf 'plugin_cache_dir = "%s"\n' "$work/cache"
  fi
} >"$TF_CLI_CONFIG_FILE"
