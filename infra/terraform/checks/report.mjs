// Reads what `terraform test -json -verbose` printed for one folder, prints failures in words, holds every state
// against the policy, and appends "passed failed" to a file of counts. Usage: report.mjs FOLDER OUTPUT COUNTS
import { appendFileSync, readFileSync } from 'node:fs'
import { alwaysBilled, bill, findings, resources } from './policy.mjs'

const [folder, output, counts] = process.argv.slice(2)
const events = readFileSync(output, 'utf8').split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line))
let passed = 0
const failures = []

for (const event of events) {
  if (event.type === 'diagnostic' && event.diagnostic.severity === 'error') failures.push(words(event.diagnostic))
  if (event.type === 'test_run' && event.test_run.progress === 'complete') event.test_run.status === 'pass' ? passed++ : failures.push(`run ${event.test_run.run}: ${event.test_run.status}`)
  if (event.type === 'test_state') hold(event)
}
if (!events.some(event => event.type === 'test_summary')) failures.push('terraform test did not come to its end')

function words(diagnostic) {
  const place = diagnostic.range ? ` (${diagnostic.range.filename}:${diagnostic.range.start.line})` : ''
  return `${diagnostic.summary}${place}: ${diagnostic.detail ?? ''}`.replace(/\s+/g, ' ')
}

function hold(event) {
  const all = resources(event.test_state.root_module ?? event.test_state.values?.root_module ?? {})
  const zero = folder.endsWith('zero-dev')
  const broken = [...findings(all), ...(zero ? alwaysBilled(all) : [])]
  failures.push(...broken)
  if (broken.length === 0) passed++
  if (folder.startsWith('examples/')) console.log(`  ${folder}: ${all.length} resources, idle about US$ ${bill(all).toFixed(2)} a month`)
}

for (const failure of failures) console.log(`  ${folder}: ${failure}`)
appendFileSync(counts, `${passed} ${failures.length}\n`)
process.exitCode = failures.length > 0 ? 1 : 0
