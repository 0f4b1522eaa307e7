'use client'

import { useStore } from '@throughline/persons/collections'
import { ContactInfoCard, ContactInfoForm } from '@throughline/persons/ui'
import { EntityCardList } from '@throughline/ui'
import { send } from '../send.ts'
import type { PartList } from '../use-person-parts.ts'

/** The ways to reach a person. */
export function ContactTab({ list, personId }: { list: PartList<'contactInfos'>; personId: string }) {
  const store = useStore()
  return (
    <EntityCardList
      addLabel="Add contact"
      columns={2}
      emptyTitle="No contact yet"
      error={list.error ?? undefined}
      heading="Contacts"
      isLoading={list.isLoading}
      renderAdd={(close) => (
        <ContactInfoForm
          defaultValues={{ personId }}
          onCancel={close}
          onSubmit={(values) => {
            send(store.insert('contactInfos', values))
            close()
          }}
        />
      )}
      renderRow={(row) => (
        <ContactInfoCard
          contactInfo={row}
          onDelete={() => {
            send(store.delete('contactInfos', row.id))
          }}
          onSave={(changes, base) => {
            send(store.update('contactInfos', row.id, changes, { base }))
          }}
        />
      )}
      rowKey={(row) => row.id}
      rows={list.data}
      onRetry={list.refetch}
    />
  )
}
