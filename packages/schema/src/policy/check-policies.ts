import type { ModelProblem } from '../model-error.ts'
import type { AnyModel, AnyModelEntity } from '../model.types.ts'
import { isPlainObject } from '../tagged-json.ts'
import { checkAudit } from './check-audit.ts'
import { checkFields } from './check-fields.ts'
import { checkRights } from './check-rights.ts'
import { checkRule } from './check-rule.ts'
import type { Report } from './policy-report.types.ts'
import type { AnyPolicyOptions } from './rights.ts'

const operations = ['create', 'read', 'update', 'delete']

/** Finds what is wrong with policies, those of plain JavaScript too: all of it at once. */
export function checkPolicies(model: AnyModel, options: AnyPolicyOptions): ModelProblem[] {
  const problems: ModelProblem[] = []
  const report: Report = (entity, message, field) => {
    problems.push({ code: 'invalid_policy', entity, ...(field !== undefined && { field }), message })
  }
  checkRoles(options, report)
  const given: unknown = options.entities
  const policies = isPlainObject(given) ? given : {}
  for (const name of Object.keys(policies)) {
    if (Object.hasOwn(model.entities, name)) continue
    report(name, `The model has no such entity. It has: ${model.names.join(', ')}.`)
  }
  for (const entity of Object.values(model.entities)) {
    const policy = Object.hasOwn(policies, entity.name) ? policies[entity.name] : undefined
    if (isPlainObject(policy)) checkEntity(entity, policy, options, report)
    else report(entity.name, 'It has no policy. Give it one: `{}` denies all.')
  }
  checkAudit(model, options, report)
  // What the rules come to can be told only of rules that are none.
  if (problems.length === 0) checkRights(model, options, report)
  return problems
}

function checkRoles({ roles, principal, attributes }: AnyPolicyOptions, report: Report): void {
  const given: unknown = roles
  const names: readonly unknown[] = Array.isArray(given) ? given : []
  if (names.length === 0) report('', 'It has no `roles`. Name one at least.')
  for (const [index, role] of names.entries()) {
    if (typeof role !== 'string' || role === '') report('', 'A role is a text with a character at least.')
    else if (names.indexOf(role) !== index) report('', `The role "${role}" is named twice. Remove one.`)
  }
  if (typeof principal !== 'function') report('', '`principal` is no function that tells who a user is.')
  if (attributes !== undefined && typeof attributes !== 'function') {
    report('', '`attributes` is no function of a user. Leave it out, or make it one.')
  }
}

function checkEntity(
  entity: AnyModelEntity,
  policy: Readonly<Record<string, unknown>>,
  options: AnyPolicyOptions,
  report: Report,
): void {
  for (const [name, rule] of Object.entries(policy)) {
    if (name === 'fields') continue
    if (!operations.includes(name)) {
      report(entity.name, `There is no operation "${name}". There are: ${operations.join(', ')}, fields.`)
      continue
    }
    for (const problem of checkRule(rule, options.roles)) {
      report(entity.name, `The rule of \`${name}\` ${problem}`)
    }
  }
  checkFields(entity, policy['fields'], options, report)
}
