import type { EntityRow } from '../mutation.types.ts'
import type { orgModel } from './org-model.ts'
import { uuidOf } from './uuid-of.ts'

const company = { companyId: uuidOf(1) }
/** Rows of every entity of {@link orgModel}, on every level. */
export const orgRows: readonly EntityRow<typeof orgModel>[] = [
  { entity: 'companies', row: { id: uuidOf(1), name: 'One' } },
  { entity: 'companies', row: { id: uuidOf(2), name: 'Two' } },
  { entity: 'units', row: { id: uuidOf(11), ...company, parentUnitId: null, name: 'All' } },
  { entity: 'units', row: { id: uuidOf(12), ...company, parentUnitId: uuidOf(11), name: 'Some' } },
  ...[21, 22, 23].map((id) => ({
    entity: 'people' as const,
    row: {
      id: uuidOf(id),
      ...company,
      unitId: uuidOf(id === 21 ? 11 : 12),
      managerId: id === 21 ? null : uuidOf(21),
      ...(id === 23 && { mentorId: uuidOf(22) }),
      name: `Person ${id}`,
      title: 'Lead',
      skills: new Set(id === 21 ? [] : ['a', 'b']),
    },
  })),
  { entity: 'projects', row: { id: uuidOf(31), ...company, name: 'Up' } },
  { entity: 'projects', row: { id: uuidOf(32), ...company, name: 'Down' } },
  { entity: 'assignments', row: { ...company, personId: uuidOf(22), projectId: uuidOf(31), share: 0.5 } },
  { entity: 'assignments', row: { ...company, personId: uuidOf(22), projectId: uuidOf(32), share: 0.25 } },
  { entity: 'assignments', row: { ...company, personId: uuidOf(23), projectId: uuidOf(31), share: 1 } },
]
