'use client'

import { useStore } from '@throughline/persons/collections'
import { AddressCard, AddressForm } from '@throughline/persons/ui'
import { EntityCardList } from '@throughline/ui'
import { send } from '../send.ts'
import type { PartList } from '../use-person-parts.ts'

/** A person's addresses. */
export function AddressTab({ list, personId }: { list: PartList<'addresses'>; personId: string }) {
  const store = useStore()
  return (
    <EntityCardList
      addLabel="Add address"
      columns={2}
      emptyTitle="No address yet"
      error={list.error ?? undefined}
      heading="Addresses"
      isLoading={list.isLoading}
      renderAdd={(close) => (
        <AddressForm
          defaultValues={{ personId }}
          onCancel={close}
          onSubmit={(values) => {
            send(store.insert('addresses', values))
            close()
          }}
        />
      )}
      renderRow={(row) => (
        <AddressCard
          address={row}
          onDelete={() => {
            send(store.delete('addresses', row.id))
          }}
          onSave={(changes, base) => {
            send(store.update('addresses', row.id, changes, { base }))
          }}
        />
      )}
      rowKey={(row) => row.id}
      rows={list.data}
      onRetry={list.refetch}
    />
  )
}
