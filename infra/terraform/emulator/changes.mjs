// What a plan would change, one "action address" a line; what the emulator is known to forget (lacks.json: type →
// attributes) is left out. Usage: terraform show -json PLAN | changes.mjs
import { readFileSync } from 'node:fs'

const lacks = JSON.parse(readFileSync(new URL('lacks.json', import.meta.url), 'utf8'))
const plan = JSON.parse(readFileSync(0, 'utf8'))
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other)

for (const { address, type, change } of plan.resource_changes ?? []) {
  const action = change.actions.join('-')
  if (action === 'no-op' || action === 'read') continue
  const changed = action === 'update' ? Object.keys(change.after).filter(key => !same(change.before[key], change.after[key])) : []
  const unknown = action === 'update' ? Object.keys(change.after_unknown).filter(key => change.after_unknown[key] === true) : []
  const attributes = [...new Set([...changed, ...unknown])].filter(key => !lacks[type]?.includes(key))
  if (action !== 'update') console.log(`${action} ${address}`)
  else if (attributes.length > 0) console.log(`update ${address} ${attributes.sort().join(',')}`)
}
