'use client'

import { useStore } from '@throughline/persons/collections'
import { BankAccountCard, BankAccountForm } from '@throughline/persons/ui'
import { EntityCardList } from '@throughline/ui'
import { send } from '../send.ts'
import type { PartList } from '../use-person-parts.ts'

/** A person's bank accounts. */
export function BankingTab({ list, personId }: { list: PartList<'bankAccounts'>; personId: string }) {
  const store = useStore()
  return (
    <EntityCardList
      addLabel="Add account"
      columns={2}
      emptyTitle="No bank account yet"
      error={list.error ?? undefined}
      heading="Bank accounts"
      isLoading={list.isLoading}
      renderAdd={(close) => (
        <BankAccountForm
          defaultValues={{ personId }}
          onCancel={close}
          onSubmit={(values) => {
            send(store.insert('bankAccounts', values))
            close()
          }}
        />
      )}
      renderRow={(row) => (
        <BankAccountCard
          bankAccount={row}
          onDelete={() => {
            send(store.delete('bankAccounts', row.id))
          }}
          onSave={(changes, base) => {
            send(store.update('bankAccounts', row.id, changes, { base }))
          }}
        />
      )}
      rowKey={(row) => row.id}
      rows={list.data}
      onRetry={list.refetch}
    />
  )
}
