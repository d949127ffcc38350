// Each rule fires on what breaks it, and is silent on what keeps it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { alwaysBilled, bill, findings, resources } from './policy.mjs'

const one = (type, values) => ({ address: `${type}.x`, type, values })
const policy = statement => one('aws_iam_role_policy', { policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Sid: 'S', ...statement }] }) })
const task = container => one('aws_ecs_task_definition', { container_definitions: JSON.stringify([{ name: 'c', user: '10001', readonlyRootFilesystem: true, ...container }]) })

const bad = {
  'plain queue': one('aws_sqs_queue', {}),
  'plain database': one('aws_rds_cluster', { storage_encrypted: false }),
  'log that is kept for ever': one('aws_cloudwatch_log_group', { kms_key_id: 'k', retention_in_days: 0 }),
  'plain listener': one('aws_lb_listener', { protocol: 'HTTP' }),
  'public database': one('aws_rds_cluster_instance', { publicly_accessible: true }),
  'database port open to all': one('aws_vpc_security_group_ingress_rule', { cidr_ipv4: '0.0.0.0/0', from_port: 5432, to_port: 5432 }),
  'range that holds 443': one('aws_vpc_security_group_ingress_rule', { cidr_ipv6: '::/0', from_port: 1, to_port: 443 }),
  'inline door': one('aws_security_group', { ingress: [{ cidr_blocks: ['0.0.0.0/0'], from_port: 22, to_port: 22 }] }),
  'writable root': task({ readonlyRootFilesystem: false }),
  'root user': task({ user: '0:0' }),
  'no user': task({ user: undefined }),
  'password in the environment': task({ environment: [{ name: 'DB_PASSWORD', value: 'x' }] }),
  'every action': policy({ Action: 's3:*', Resource: 'arn:aws:s3:::freshet/*' }),
  'every resource': policy({ Action: 's3:GetObject', Resource: '*' }),
  'every bucket': policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::*' }),
  'every principal': policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::freshet', Principal: '*' }),
  'bucket without block': one('aws_s3_bucket', {}),
}
const good = {
  'queue': one('aws_sqs_queue', { kms_master_key_id: 'k' }),
  'https for all': one('aws_vpc_security_group_ingress_rule', { cidr_ipv4: '0.0.0.0/0', from_port: 443, to_port: 443 }),
  'own prefix': policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::freshet-lake/*' }),
  'refusal': policy({ Effect: 'Deny', Action: 's3:*', Resource: '*', Principal: '*' }),
  'written reason': policy({ Sid: 'RegistryTokenHasNoResource', Action: 'ecr:GetAuthorizationToken', Resource: '*' }),
  'own account': policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::freshet', Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': '1' } } }),
  'task': task({}),
}

for (const [name, resource] of Object.entries(bad)) test(`refuses ${name}`, () => assert.notEqual(findings([resource]).length, 0))
for (const [name, resource] of Object.entries(good)) test(`allows ${name}`, () => assert.deepEqual(findings([resource]), []))

test('knows what is billed while idle', () => {
  const idle = [one('aws_nat_gateway', {}), one('aws_ecs_service', { desired_count: 1 }), one('aws_rds_cluster', { serverlessv2_scaling_configuration: [{ min_capacity: 0.5 }] }), one('aws_unheard_of', {})]
  assert.equal(alwaysBilled(idle).length, 4)
  assert.deepEqual(alwaysBilled([one('aws_kms_key', {}), one('aws_rds_cluster', { serverlessv2_scaling_configuration: [{ min_capacity: 0 }] })]), [])
  assert.equal(bill([one('aws_kms_key', {}), one('aws_secretsmanager_secret', {})]), 1.4)
})

test('looks into modules and past data', () => {
  const tree = { resources: [{ mode: 'data' }, { mode: 'managed' }], child_modules: [{ resources: [{ mode: 'managed' }] }] }
  assert.equal(resources(tree).length, 2)
})
