'use client'

import { personsModel } from '@throughline/persons'
import { useConflicts } from '@throughline/persons/collections'
import { useRowName } from '@throughline/persons/ui'
import { Conflicts, type ConflictsProps, type WaitingConflict } from '@throughline/ui'

type Conflict = ReturnType<typeof useConflicts>[number]

/** Edits that met another's, one after the other. */
export function ConflictList({ className }: Pick<ConflictsProps, 'className'>) {
  const rowName = useRowName()
  const conflicts = useConflicts().map((conflict) => toWaiting(conflict, rowName))
  return <Conflicts conflicts={conflicts} {...(className !== undefined && { className })} />
}

function toWaiting(conflict: Conflict, rowName: ReturnType<typeof useRowName>): WaitingConflict {
  const { id, entity, fields, base, mine, theirs } = conflict
  return {
    id,
    // As it is shown. Sound: what an edit sets are fields of its row.
    name: rowName(entity, { ...theirs, ...mine } as typeof theirs),
    specs: personsModel.entities[entity].fields,
    fields,
    base,
    mine,
    theirs,
    resolve: conflict.resolve,
  }
}
