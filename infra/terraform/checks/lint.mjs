// What formatting and validation do not see: every input is described and typed, every rule's message names its input
// and has a test that it refuses, every output is described, and the READMEs' tables are those of the code.
// `lint.mjs --write` writes the tables.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const write = process.argv.includes('--write')
const problems = []
const folders = ['modules', 'stacks', 'examples'].flatMap(kind => readdirSync(join(root, kind)).map(name => `${kind}/${name}`))

function blocks(text, kind) {
  return [...text.matchAll(new RegExp(`^${kind} "([^"]+)" \\{\\n([\\s\\S]*?)^\\}`, 'gm'))].map(([, name, body]) => ({ name, body }))
}

const field = (body, name) => body.match(new RegExp(`^  ${name}\\s+= (.*)$`, 'm'))?.[1]
const text = value => JSON.parse(value ?? '""')
const cell = value => value.replace(/\|/g, '\\|')

function fallback(body) {
  if (!/^  default\s/m.test(body)) return '**required**'
  const value = field(body, 'default')
  return value.startsWith('{') && value !== '{}' ? 'see variables.tf' : `\`${value}\``
}

function table(folder) {
  const inputs = blocks(read(folder, 'variables.tf'), 'variable')
  const outputs = blocks(read(folder, 'outputs.tf'), 'output')
  return [
    '| Input | Default | Meaning |', '|---|---|---|',
    ...inputs.map(one => `| \`${one.name}\` | ${cell(fallback(one.body))} | ${cell(text(field(one.body, 'description')))} |`),
    '', '| Output | Meaning |', '|---|---|',
    ...outputs.map(one => `| \`${one.name}\` | ${cell(text(field(one.body, 'description')))} |`),
  ].join('\n')
}

function read(folder, file) {
  const path = join(root, folder, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

function tests(folder) {
  const dir = join(root, folder, 'tests')
  return existsSync(dir) ? readdirSync(dir).map(file => readFileSync(join(dir, file), 'utf8')).join('\n') : ''
}

for (const folder of folders) {
  const refused = [...tests(folder).matchAll(/expect_failures = \[([^\]]*)\]/g)].map(match => match[1]).join(',')
  for (const { name, body } of blocks(read(folder, 'variables.tf'), 'variable')) {
    if (!field(body, 'description')) problems.push(`${folder}: input ${name} has no description`)
    if (!/^  type\s+=/m.test(body)) problems.push(`${folder}: input ${name} has no type`)
    const messages = [...body.matchAll(/error_message = "(.*)"$/gm)].map(match => match[1])
    for (const message of messages) if (!message.startsWith(name)) problems.push(`${folder}: a message of ${name} does not begin with its name: ${message}`)
    const times = refused.split(/[,\s]+/).filter(one => one === `var.${name}`).length
    if (times < messages.length) problems.push(`${folder}: input ${name} has ${messages.length} rule(s), ${times} refusal(s) are tested`)
  }
  for (const { name, body } of blocks(read(folder, 'outputs.tf'), 'output')) if (!field(body, 'description')) problems.push(`${folder}: output ${name} has no description`)
  readme(folder)
}

function readme(folder) {
  const path = join(root, folder, 'README.md')
  const [begin, end] = ['<!-- inputs and outputs: checks/lint.mjs --write -->', '<!-- end -->']
  const now = read(folder, 'README.md')
  if (!now.includes(begin)) return problems.push(`${folder}: README.md is missing or has no place for its tables`)
  const next = `${now.slice(0, now.indexOf(begin) + begin.length)}\n${table(folder)}\n${now.slice(now.indexOf(end))}`
  if (next === now) return
  if (write) writeFileSync(path, next)
  else problems.push(`${folder}: the tables of README.md are stale: node infra/terraform/checks/lint.mjs --write`)
}

for (const problem of problems) console.log(`  ${problem}`)
process.exitCode = problems.length > 0 ? 1 : 0
