'use client'

import { usePendingMutations, useStore } from '@throughline/persons/collections'
import {
  AddressCard,
  AddressForm,
  BankAccountCard,
  BankAccountForm,
  ContactInfoCard,
  ContactInfoForm,
  EmploymentCard,
  EmploymentForm,
  type InsertOf,
  type RowCardProps,
  type RowFormProps,
  type RowOf,
  useRowName,
} from '@throughline/persons/ui'
import { EntityCardList, PendingBadge, Stack } from '@throughline/ui'
import { type ReactNode, useMemo } from 'react'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import { send } from '../send.ts'
import type { PartList, PartName } from '../use-person-parts.ts'
import { useUndoToast } from '../use-undo-toast.ts'

type Parts = {
  readonly [N in PartName]: {
    readonly card: (row: RowOf<N>, actions: RowCardProps<N>) => ReactNode
    readonly form: (props: RowFormProps<N>) => ReactNode
  }
}

const parts: Parts = {
  addresses: {
    card: (row, actions) => <AddressCard address={row} {...actions} />,
    form: (props) => <AddressForm {...props} />,
  },
  bankAccounts: {
    card: (row, actions) => <BankAccountCard bankAccount={row} {...actions} />,
    form: (props) => <BankAccountForm {...props} />,
  },
  contactInfos: {
    card: (row, actions) => <ContactInfoCard contactInfo={row} {...actions} />,
    form: (props) => <ContactInfoForm {...props} />,
  },
  employments: {
    card: (row, actions) => <EmploymentCard employment={row} {...actions} />,
    form: (props) => <EmploymentForm {...props} />,
  },
}

type PartNames = Readonly<
  Record<PartName, { readonly heading: string; readonly add: string; readonly none: string }>
>

interface PartTabProps<TName extends PartName> {
  name: TName
  list: PartList<TName>
  personId: string
}

/** The rows of one kind that belong to a person. */
export function PartTab<TName extends PartName>({ name, list, personId }: PartTabProps<TName>) {
  const texts = useDemoTexts()
  const names: PartNames = texts.person.parts
  const { add, heading, none } = names[name]
  const actions = usePartActions(name)
  const part = parts[name]
  const waits = useWaitingKeys(name)
  return (
    <EntityCardList
      addLabel={add}
      columns={2}
      emptyTitle={none}
      error={list.error ?? undefined}
      heading={heading}
      isLoading={list.isLoading}
      renderAdd={(close) =>
        part.form({
          defaultValues: actions.newRow(personId),
          onCancel: close,
          onSubmit: (values) => {
            actions.insert(values)
            close()
          },
        })
      }
      renderRow={(row: RowOf<TName>) => (
        <Stack gap="xs">
          {part.card(row, actions.of(row))}
          {waits.has(row.id) && <PendingBadge className="self-start" />}
        </Stack>
      )}
      rowKey={(row) => row.id}
      // Sound: the list of this name holds its rows.
      rows={list.data as readonly RowOf<TName>[]}
      onRetry={list.refetch}
    />
  )
}

/** Rows whose changes the server does not have yet. */
function useWaitingKeys(name: PartName): ReadonlySet<string> {
  const pending = usePendingMutations()
  return useMemo(
    () => new Set(pending.flatMap(({ entity, key }) => (entity === name ? [key] : []))),
    [pending, name],
  )
}

function usePartActions<TName extends PartName>(name: TName) {
  const store = useStore()
  const texts = useDemoTexts()
  const sayDeleted = useUndoToast()
  const rowName = useRowName()
  return {
    // Sound: every part belongs to a person by this field.
    newRow: (personId: string) => ({ personId }) as unknown as Partial<InsertOf<TName>>,
    insert: (values: Parameters<RowFormProps<TName>['onSubmit']>[0]) => void send(store.insert(name, values)),
    of: (row: RowOf<TName>): RowCardProps<TName> => ({
      deleteDescription: texts.person.undoNote,
      onDelete: () => {
        const text = texts.deleted(rowName(name, row))
        send(store.delete(name, row.id))
        sayDeleted(text)
      },
      onSave: (changes, base) => void send(store.update(name, row.id, changes, { base })),
    }),
  }
}
