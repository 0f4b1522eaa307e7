'use client'

import { personsModel } from '@throughline/persons'
import { useConflicts } from '@throughline/persons/collections'
import { rowName } from '@throughline/persons/ui'
import { Conflicts, type ConflictsProps, type WaitingConflict } from '@throughline/ui'

type Conflict = ReturnType<typeof useConflicts>[number]

/** Edits that met another's, for the person who made them to decide about. */
export function ConflictsToDecide({ className }: Pick<ConflictsProps, 'className'>) {
  const conflicts = useConflicts().map(toWaiting)
  return <Conflicts conflicts={conflicts} {...(className !== undefined && { className })} />
}

function toWaiting(conflict: Conflict): WaitingConflict {
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
