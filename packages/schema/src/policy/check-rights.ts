import type { AnyModel } from '../model.types.ts'
import type { Report } from './policy-report.types.ts'
import { type AnyPolicyOptions, type EntityRights, rightsOf, type RoleRights } from './rights.ts'

/** Reports rules that are well formed, and can never let anybody. */
export function checkRights(model: AnyModel, options: AnyPolicyOptions, report: Report): void {
  for (const role of options.roles) {
    const rights = rightsOf(model, options, role)
    for (const entity of rights.entities.values()) checkRole(rights, entity, report)
  }
}

function checkRole({ role, entities }: RoleRights, rights: EntityRights, report: Report): void {
  const { name, parent, fields: specs } = rights.entity
  for (const operation of ['update', 'delete'] as const) {
    if (rights[operation] !== false && rights.read === false) {
      report(
        name,
        `The role "${role}" may \`${operation}\` rows and read none. Let it read, or remove it there.`,
      )
    }
  }
  if (rights.create === false) return
  if (parent !== undefined && entities.get(parent)?.read === false) {
    const message = `The role "${role}" may \`create\` rows, and read none of "${parent}" that they belong to. Let it read those, or remove it there.`
    report(name, message)
  }
  for (const field of rights.fields) {
    const isRequired = specs.some((spec) => spec.name === field.name && spec.required)
    if (field.write !== false || !isRequired) continue
    const message = `The role "${role}" may \`create\` rows, and not \`write\` this field that each must have. Let it, or make the field optional.`
    report(name, message, field.name)
  }
}
