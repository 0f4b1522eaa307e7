import type { FieldSpec } from '../field-spec.ts'
import type { AnyModelEntity } from '../model.types.ts'
import { isPlainObject } from '../tagged-json.ts'
import { checkRule } from './check-rule.ts'
import type { Report } from './policy-report.types.ts'
import { type AnyPolicyOptions, maskKindOf } from './rights.ts'

const operations = ['read', 'mask', 'reveal', 'write']

/** Reports rules of fields that cannot be. */
export function checkFields(
  entity: AnyModelEntity,
  given: unknown,
  options: AnyPolicyOptions,
  report: Report,
): void {
  const policies = isPlainObject(given) ? given : {}
  if (given !== undefined && !isPlainObject(given)) {
    report(entity.name, '`fields` is no object of rules by field.')
  }
  const names = entity.fields.map(({ name }) => name)
  for (const name of Object.keys(policies)) {
    if (!names.includes(name)) report(entity.name, `It has no such field. It has: ${names.join(', ')}.`, name)
  }
  for (const field of entity.fields) {
    const policy = Object.hasOwn(policies, field.name) ? policies[field.name] : undefined
    const say = (message: string): void => report(entity.name, message, field.name)
    checkPlace(entity, field, policy !== undefined, say)
    if (policy === undefined) continue
    if (isPlainObject(policy)) checkField(field, policy, options, say)
    else say('Its policy is no object of rules.')
  }
}

/** What names a row is told with it, by cursors and tombstones too; so is what the server keeps about it. */
function checkPlace(
  { path, parentFields }: AnyModelEntity,
  field: FieldSpec,
  hasRules: boolean,
  say: (message: string) => void,
): void {
  const isKey = path.includes(field.name)
  if (!hasRules && !(isKey && maskKindOf(field))) return
  const advice = hasRules ? 'Remove its rules.' : 'It cannot be `sensitive`.'
  if (isKey) {
    const whose = parentFields.includes(field.name) ? 'names the row with its parent' : 'names the row'
    say(`It ${whose}, and is read and written with it. ${advice}`)
  } else if (field.managed && hasRules) {
    say(`The server keeps it, and tells it with the row. ${advice}`)
  }
}

function checkField(
  field: FieldSpec,
  policy: Readonly<Record<string, unknown>>,
  { roles, audit }: AnyPolicyOptions,
  say: (message: string) => void,
): void {
  for (const [name, rule] of Object.entries(policy)) {
    if (!operations.includes(name)) {
      say(`There is no operation "${name}" of a field. There are: ${operations.join(', ')}.`)
    } else {
      for (const problem of checkRule(rule, roles)) say(`The rule of \`${name}\` ${problem}`)
    }
  }
  const isSensitive = maskKindOf(field) !== undefined
  if (policy['mask'] !== undefined && !isSensitive) {
    say('It has no mask. Register it as `sensitive` with one, or remove the rule of `mask`.')
  }
  if (policy['reveal'] === undefined) return
  if (audit === undefined) say('Its `reveal` is told to nobody. Name an entity for it with `audit`.')
  if (policy['read'] === undefined && !isSensitive) {
    say('All read it, so there is nothing to reveal. Give it a rule of `read`, or remove that of `reveal`.')
  }
}
