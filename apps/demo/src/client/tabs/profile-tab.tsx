'use client'

import type { personsModel } from '@throughline/persons'
import { useStore } from '@throughline/persons/collections'
import { PersonCard } from '@throughline/persons/ui'
import type { Row } from '@throughline/schema'
import { useRouter } from 'next/navigation'
import { send } from '../send.ts'

/** The person's own fields. */
export function ProfileTab({ person }: { person: Row<typeof personsModel.entities.persons> }) {
  const store = useStore()
  const router = useRouter()
  return (
    <PersonCard
      person={person}
      onDelete={() => {
        send(store.delete('persons', person.id))
        router.push('/')
      }}
      onSave={(changes, base) => {
        send(store.update('persons', person.id, changes, { base }))
      }}
    />
  )
}
