// What must hold of everything that Terraform would make: reads states as `terraform test -json -verbose` or
// `terraform show -json` print them, and names what breaks a rule. Each rule is a function of one resource.
import { readFileSync } from 'node:fs'

const here = new URL('.', import.meta.url)
const exceptions = JSON.parse(readFileSync(new URL('exceptions.json', here), 'utf8'))
const prices = JSON.parse(readFileSync(new URL('prices.json', here), 'utf8'))
const list = value => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value])
const everybody = range => range === '0.0.0.0/0' || range === '::/0'

/** All managed resources of a state's or plan's module and those below it. */
export function resources(module) {
  return [
    ...(module.resources ?? []).filter(one => one.mode !== 'data'),
    ...(module.child_modules ?? []).flatMap(resources),
  ]
}

const encrypted = {
  aws_rds_cluster: v => v.storage_encrypted && v.kms_key_id,
  aws_db_instance: v => v.storage_encrypted && v.kms_key_id,
  aws_sqs_queue: v => v.kms_master_key_id,
  aws_sns_topic: v => v.kms_master_key_id,
  aws_cloudwatch_log_group: v => v.kms_key_id && v.retention_in_days > 0,
  aws_secretsmanager_secret: v => v.kms_key_id,
  aws_lambda_function: v => v.kms_key_arn,
  aws_scheduler_schedule: v => v.kms_key_arn,
  aws_ecr_repository: v => list(v.encryption_configuration).some(one => one.encryption_type === 'KMS'),
  aws_ebs_volume: v => v.encrypted,
  aws_efs_file_system: v => v.encrypted,
  aws_lb_listener: v => v.protocol === 'HTTPS' && v.ssl_policy?.includes('TLS13'),
}

const rules = {
  'not encrypted': ({ type, values }) => (encrypted[type] && !encrypted[type](values) ? ['no encryption (or no retention) is set'] : []),
  'public database': ({ type, values }) =>
    /^aws_(rds_cluster_instance|db_instance)$/.test(type) && values.publicly_accessible !== false ? ['publicly_accessible must be false'] : [],
  'open door': ({ type, values }) => {
    if (type === 'aws_vpc_security_group_ingress_rule') return open(values, [values.cidr_ipv4, values.cidr_ipv6])
    if (type === 'aws_security_group_rule' && values.type === 'ingress') return open(values, [...list(values.cidr_blocks), ...list(values.ipv6_cidr_blocks)])
    if (type === 'aws_security_group' || type === 'aws_default_security_group')
      return list(values.ingress).flatMap(rule => open(rule, [...list(rule.cidr_blocks), ...list(rule.ipv6_cidr_blocks)]))
    return []
  },
  'container rights': ({ type, values }) => (type === 'aws_ecs_task_definition' ? JSON.parse(values.container_definitions).flatMap(container) : []),
  'secret in the clear': ({ type, values }) => {
    if (type === 'aws_ecs_task_definition') return JSON.parse(values.container_definitions).flatMap(one => list(one.environment).map(pair => pair.name).filter(secretive).map(name => `${name} stands in the environment`))
    if (type === 'aws_lambda_function') return list(values.environment).flatMap(one => Object.keys(one.variables ?? {})).filter(secretive).map(name => `${name} stands in the environment`)
    return []
  },
  'unsigned function address': ({ type, values }) =>
    type === 'aws_lambda_function_url' && values.authorization_type === 'NONE' && !exceptions['function-url-none'] ? ['authorization_type NONE'] : [],
  'wide policy': ({ type, values }) =>
    Object.entries(values)
      .filter(([name, text]) => /policy$/.test(name) && !/_?(redrive|lifecycle|ssl)_policy$/.test(name) && typeof text === 'string' && text.startsWith('{') && type !== 'aws_ecr_lifecycle_policy')
      .flatMap(([, text]) => list(JSON.parse(text).Statement).flatMap(statement)),
}

const secretive = name => /(PASSWORD|SECRET|_KEY|TOKEN)$/.test(name)

function open(rule, ranges) {
  const only443 = rule.from_port === 443 && rule.to_port === 443
  return ranges.filter(range => everybody(range) && !only443).map(range => `${range} may reach ports ${rule.from_port} to ${rule.to_port}`)
}

function container(one) {
  const findings = []
  if (one.readonlyRootFilesystem !== true) findings.push(`${one.name}: its root file system can be written`)
  if (!one.user || /^(0|root)(:|$)/.test(one.user)) findings.push(`${one.name}: it runs as root`)
  if (one.privileged) findings.push(`${one.name}: it is privileged`)
  return findings
}

/** Wildcards are fine in refusals, below a name of our own, and where exceptions.json says why. */
function statement(one) {
  if (one.Effect === 'Deny' || exceptions[one.Sid]) return []
  const wild = text => text.includes('*') && !/freshet/.test(text.slice(0, text.indexOf('*')))
  return [
    ...list(one.Action).filter(text => text.includes('*')).map(text => `action ${text} of ${one.Sid ?? 'a statement without Sid'}`),
    ...list(one.NotAction).map(() => `NotAction of ${one.Sid}`),
    ...list(one.Resource).filter(wild).map(text => `resource ${text} of ${one.Sid ?? 'a statement without Sid'}`),
    ...((one.Principal === '*' || one.Principal?.AWS === '*') && !ownAccount(one.Condition) ? [`everybody is the principal of ${one.Sid}`] : []),
  ]
}

/** Whether a condition keeps other accounts out. */
function ownAccount(condition) {
  const keys = ['aws:principalaccount', 'aws:sourceaccount', 'aws:sourceowner']
  return Object.keys(condition?.StringEquals ?? {}).some(key => keys.includes(key.toLowerCase()))
}

/** Every bucket has its block, its encryption and its policy. */
function buckets(all) {
  const count = type => all.filter(one => one.type === type).length
  return ['public_access_block', 'server_side_encryption_configuration', 'policy']
    .filter(part => count(`aws_s3_bucket_${part}`) < count('aws_s3_bucket'))
    .map(part => `bucket without ${part}: ${count('aws_s3_bucket')} buckets, ${count(`aws_s3_bucket_${part}`)} of these`)
}

/** What breaks a rule, one line each. */
export function findings(all) {
  return [
    ...all.flatMap(one => Object.entries(rules).flatMap(([name, rule]) => rule(one).map(what => `${name}: ${one.address}: ${what}`))),
    ...buckets(all),
  ]
}

/** US dollars a month of one resource while nothing happens; null where prices.json does not know the type. */
export function idle({ type, values }) {
  const price = prices.idle[type]
  if (price === undefined) return null
  switch (type) {
    case 'aws_ecs_service': return (values.desired_count ?? 1) * prices.smallest_task
    case 'aws_rds_cluster': return list(values.serverlessv2_scaling_configuration).reduce((sum, one) => sum + one.min_capacity * prices.acu_month, 0)
    case 'aws_vpc_endpoint': return values.vpc_endpoint_type === 'Interface' ? prices.interface_endpoint_zone * Math.max(1, list(values.subnet_ids).length) : 0
    default: return price
  }
}

/** Types that are billed while nothing happens, beyond what is stored. */
export function alwaysBilled(all) {
  return all.flatMap(one => {
    const price = idle(one)
    if (price === null) return [`${one.address}: prices.json does not say what ${one.type} costs while idle`]
    return price > 0 && !prices.stored.includes(one.type) ? [`${one.address}: billed while idle, about US$ ${price.toFixed(2)} a month`] : []
  })
}

export const bill = all => all.reduce((sum, one) => sum + (idle(one) ?? 0), 0)
