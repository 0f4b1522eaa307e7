import type { ClientRecord } from './client-record.ts'
import { seenRow } from './client-view.ts'
import type { Edit } from './plan.types.ts'
import type { SimMutation } from './protocol.types.ts'
import { rowOf } from './rows.ts'

type Values = Readonly<Record<string, unknown>>

/** The mutations that an edit is, on what the user sees; none where it makes no sense there. */
export function mutationsOf(record: ClientRecord, edit: Edit, uuid: () => string): SimMutation[] {
  const key = keyOf(edit)
  const row = rowOf(edit.entity, key)
  const seen = seenRow(record, row)
  const base = edit.blind ? {} : { baseVersion: seen?.version ?? 0 }
  const common = { entity: edit.entity, key, ...base }
  switch (edit.do) {
    case 'insert':
      // One that is there already is inserted now and then, to be rejected.
      return seen && edit.value % 4 !== 0 ? [] : [insertOf(edit, key, uuid())]
    case 'update':
      return seen ? [made({ op: 'update', mutationId: uuid(), changes: changesOf(edit), ...common })] : []
    case 'delete':
      return seen ? [made({ op: 'delete', mutationId: uuid(), ...common })] : []
    case 'move': {
      if (!seen || edit.entity === 'teams') return []
      const to = { ...edit, team: (edit.team + 1) % 3 }
      return [made({ op: 'delete', mutationId: uuid(), ...common }), insertOf(to, keyOf(to), uuid())]
    }
  }
}

function keyOf({ entity, team, number, id }: Edit): Values {
  const teamId = `t${team}`
  if (entity === 'teams') return { id: teamId }
  return entity === 'projects' ? { teamId, number } : { teamId, projectNumber: number, id: `k${id}` }
}

function insertOf(edit: Edit, key: Values, mutationId: string): SimMutation {
  return made({ op: 'insert', mutationId, entity: edit.entity, row: { ...key, ...changesOf(edit) } })
}

/** Few slugs, so that users want the same; a name without a letter is refused by the model. */
function changesOf({ entity, value, poison }: Edit): Values {
  const name = poison ? '' : `n${value}`
  if (entity === 'tasks') return { title: name, done: value % 2 === 0 }
  if (entity === 'projects' || value % 3 === 0) return { name }
  return { name, slug: value % 3 === 1 ? `s${value % 2}` : null }
}

function made(mutation: object): SimMutation {
  // Sound: entity, key, row and changes are made together, as the model has them.
  return mutation as SimMutation
}
