import type { AnyModel } from '../model.types.ts'
import { auditEntry } from './audit-entry.ts'
import { auditRow } from './audit-row.ts'
import type { Report } from './policy-report.types.ts'
import type { AnyPolicyOptions } from './rights.ts'

const advice = 'Make it of `auditEntry`, which may be extended by optional fields.'

/** Reports an audit entity that could not take what it is to be told, or that somebody could write by themselves. */
export function checkAudit(model: AnyModel, { audit, entities }: AnyPolicyOptions, report: Report): void {
  if (audit === undefined) return
  const entity = Object.hasOwn(model.entities, audit) ? model.entities[audit] : undefined
  if (!entity) {
    report(
      '',
      `\`audit\` names "${audit}", which the model does not have. It has: ${model.names.join(', ')}.`,
    )
    return
  }
  if (entity.parent !== undefined)
    report(audit, 'It is to be told of all rows, and belongs to one. Set `parent` to null.')
  const missing = Object.keys(auditEntry.shape).filter(
    (name) => !entity.fields.some((field) => field.name === name),
  )
  if (missing.length > 0) report(audit, `It has no ${missing.join(', ')}. ${advice}`)
  const sample = auditRow({
    actor: 'a',
    role: 'b',
    action: 'update',
    entity: 'c',
    key: {},
    changes: { d: { before: 1, after: [null] } },
  })
  const fits = entity.variants.insert.safeParse(sample)
  if (missing.length === 0 && !fits.success) {
    const refused = fits.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' ')
    report(audit, `It does not take an entry. ${refused} ${advice}`)
  }
  for (const operation of ['create', 'update', 'delete'] as const) {
    const rule: unknown = entities?.[audit]?.[operation]
    const isNobody = rule === undefined || (Array.isArray(rule) && rule.length === 0)
    if (!isNobody) report(audit, `Only the store itself writes it. Remove the rule of \`${operation}\`.`)
  }
}
