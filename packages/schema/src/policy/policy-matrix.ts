import type { FieldOperation, Operation, PolicyMatrix } from './policy.types.ts'
import { grantOf, type RoleRights, type Verdict } from './rights.ts'

const operations = ['create', 'read', 'update', 'delete'] as const satisfies readonly Operation[]
const fieldOperations = ['read', 'mask', 'reveal', 'write'] as const satisfies readonly FieldOperation[]

/** What each role may do, as plain data; in the order of the model and of the roles. */
export function policyMatrix(roles: readonly RoleRights[]): PolicyMatrix {
  const [first] = roles
  const names = [...(first?.entities.keys() ?? [])]
  return Object.fromEntries(
    names.map((name) => {
      const all = roles.flatMap(({ role, entities }) => {
        const rights = entities.get(name)
        return rights ? [{ role, rights }] : []
      })
      const fields = all[0]?.rights.fields ?? []
      const grants = byOperation(
        operations,
        all.map(({ role, rights }) => ({ role, verdicts: rights })),
      )
      return [
        name,
        {
          ...grants,
          fields: Object.fromEntries(
            fields.map((field, index) => {
              const verdicts = all.flatMap(({ role, rights }) => {
                const found = rights.fields[index]
                return found ? [{ role, verdicts: found }] : []
              })
              return [field.name, byOperation(fieldOperations, verdicts)]
            }),
          ),
        },
      ]
    }),
  )
}

function byOperation<TOperation extends string>(
  names: readonly TOperation[],
  roles: readonly { readonly role: string; readonly verdicts: { readonly [O in TOperation]: Verdict } }[],
) {
  const entries = names.map((name) => [
    name,
    Object.fromEntries(roles.map(({ role, verdicts }) => [role, grantOf(verdicts[name])])),
  ])
  // Sound: there is one entry for each of the names.
  return Object.fromEntries(entries) as {
    [O in TOperation]: Readonly<Record<string, ReturnType<typeof grantOf>>>
  }
}
