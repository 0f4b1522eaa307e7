import { isPlainObject } from '../tagged-json.ts'

/** What is wrong with a rule: sentences that go on from its name. */
export function checkRule(rule: unknown, roles: readonly string[]): string[] {
  if (rule === undefined || rule === 'everyone') return []
  const known = roles.join(', ')
  const unknown = (role: unknown): string =>
    `names the role "${String(role)}", which is none of them. There are: ${known}.`
  if (Array.isArray(rule)) {
    const named: readonly unknown[] = rule
    return named.filter((role) => !roles.some((one) => one === role)).map(unknown)
  }
  if (!isPlainObject(rule)) {
    return [`is none. It is 'everyone', a list of roles, or an object of them: ${known}.`]
  }
  return Object.entries(rule).flatMap(([role, verdict]) => {
    if (!roles.includes(role)) return [unknown(role)]
    if (verdict === undefined || typeof verdict === 'boolean' || typeof verdict === 'function') return []
    return [`says neither yes nor no to "${role}". Give true, false, or a condition on the row.`]
  })
}
