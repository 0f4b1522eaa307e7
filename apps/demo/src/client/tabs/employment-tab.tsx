'use client'

import { useStore } from '@throughline/persons/collections'
import { EmploymentCard, EmploymentForm } from '@throughline/persons/ui'
import { EntityCardList } from '@throughline/ui'
import { send } from '../send.ts'
import type { PartList } from '../use-person-parts.ts'

/** Where a person works and has worked. */
export function EmploymentTab({ list, personId }: { list: PartList<'employments'>; personId: string }) {
  const store = useStore()
  return (
    <EntityCardList
      addLabel="Add employment"
      columns={2}
      emptyTitle="No employment yet"
      error={list.error ?? undefined}
      heading="Employment"
      isLoading={list.isLoading}
      renderAdd={(close) => (
        <EmploymentForm
          defaultValues={{ personId }}
          onCancel={close}
          onSubmit={(values) => {
            send(store.insert('employments', values))
            close()
          }}
        />
      )}
      renderRow={(row) => (
        <EmploymentCard
          employment={row}
          onDelete={() => {
            send(store.delete('employments', row.id))
          }}
          onSave={(changes, base) => {
            send(store.update('employments', row.id, changes, { base }))
          }}
        />
      )}
      rowKey={(row) => row.id}
      rows={list.data}
      onRetry={list.refetch}
    />
  )
}
