// Holds a state that `terraform show -json` printed against the policy. Usage: state.mjs EXAMPLE FILE
import { readFileSync } from 'node:fs'
import { alwaysBilled, findings, resources } from './policy.mjs'

const [example, file] = process.argv.slice(2)
const all = resources(JSON.parse(readFileSync(file, 'utf8')).values?.root_module ?? {})
const broken = [...findings(all), ...(example === 'zero-dev' ? alwaysBilled(all) : [])]
if (all.length === 0) broken.push('the state is empty')
for (const one of broken) console.log(one)
process.exitCode = broken.length > 0 ? 1 : 0
