'use client'

import { useStore } from '@throughline/persons/collections'
import { PersonCard, type RowOf } from '@throughline/persons/ui'
import { useRouter } from 'next/navigation'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import { send } from '../send.ts'
import { useUndoToast } from '../use-undo-toast.ts'

/** The person's own fields. */
export function ProfileTab({ person }: { person: RowOf<'persons'> }) {
  const store = useStore()
  const router = useRouter()
  const texts = useDemoTexts()
  const sayDeleted = useUndoToast()
  return (
    <PersonCard
      headingLevel={2}
      deleteDescription={texts.person.undoNotePerson}
      person={person}
      onDelete={() => {
        send(store.delete('persons', person.id))
        sayDeleted(texts.deleted(`${person.firstName} ${person.lastName}`))
        router.push('/')
      }}
      onSave={(changes, base) => {
        send(store.update('persons', person.id, changes, { base }))
      }}
    />
  )
}
