'use client'

import { usePendingMutations, useStore } from '@throughline/persons/collections'
import { type RowOf, useRowName } from '@throughline/persons/ui'
import { Button, Dialog, formatNumber, Stack, Text, useLocale } from '@throughline/ui'
import { useMemo, useState, useSyncExternalStore } from 'react'
import { type DemoTexts, useDemoTexts } from '../../texts/demo-texts.ts'
import { useClient } from '../client-context.tsx'
import { refusalText } from '../use-undo-toast.ts'
import { CorrectionForm } from './correction-form.tsx'

type Mutation = ReturnType<typeof usePendingMutations>[number]

/** Changes that are listed one by one; more are counted. */
const mostListed = 20

interface WaitingListProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** All changes that wait, and what can be done with those that were refused. */
export function WaitingList({ open, onOpenChange }: WaitingListProps) {
  const pending = usePendingMutations()
  const { waiting: texts } = useDemoTexts()
  return (
    <Dialog description={texts.note} open={open} title={texts.title} onOpenChange={onOpenChange}>
      {open && <Changes pending={pending} />}
    </Dialog>
  )
}

function Changes({ pending }: { pending: readonly Mutation[] }) {
  const { store } = useClient()
  const { waiting: texts } = useDemoTexts()
  const locale = useLocale()
  // Those that wait for someone come first.
  const ordered = pending.toSorted((a, b) => Number(b.state === 'parked') - Number(a.state === 'parked'))
  const parked = pending.filter(({ state }) => state === 'parked').length
  if (pending.length === 0) return <Text tone="muted">{texts.none}</Text>
  return (
    <Stack gap="sm">
      <ul className="divide-border flex flex-col divide-y">
        {ordered.slice(0, mostListed).map((mutation) => (
          <Change key={mutation.id} mutation={mutation} />
        ))}
      </ul>
      {pending.length > mostListed && (
        <Text tone="muted">{texts.more(formatNumber(pending.length - mostListed, locale))}</Text>
      )}
      {parked > 1 && (
        <Button className="self-end" size="sm" onClick={() => store.outbox.retry()}>
          {texts.retryAll}
        </Button>
      )}
    </Stack>
  )
}

function Change({ mutation }: { mutation: Mutation }) {
  const { store } = useClient()
  const texts = useDemoTexts()
  const row = useRowOf(mutation)
  const name = useNameOf(mutation, row)
  const [correcting, setCorrecting] = useState(false)
  const { id, kind, state, error } = mutation
  const why = state === 'parked' && error ? (refusalText(error, texts) ?? error.message) : undefined
  return (
    <li className="flex flex-col gap-2 py-3">
      <Stack direction="row" gap="sm" justify="between" wrap>
        <Text weight="medium">{texts.waiting[kind](name)}</Text>
        <Text tone="muted">{texts.waiting.states[state]}</Text>
      </Stack>
      {why !== undefined && <Text>{why}</Text>}
      {state === 'parked' && !correcting && (
        <Stack direction="row" gap="sm" wrap>
          <Button size="sm" variant="outline" onClick={() => store.outbox.retry(id)}>
            {texts.waiting.retry}
          </Button>
          {kind !== 'delete' && row && (
            <Button size="sm" variant="outline" onClick={() => setCorrecting(true)}>
              {texts.waiting.edit}
            </Button>
          )}
          <Button size="sm" variant="ghost" onClick={() => store.outbox.discard(id)}>
            {texts.waiting.discard}
          </Button>
        </Stack>
      )}
      {correcting && row && (
        <CorrectionForm
          entity={mutation.entity}
          row={row}
          submitLabel={texts.waiting.retry}
          onCancel={() => setCorrecting(false)}
          onSubmit={(changes) => {
            store.outbox.edit(id, changes)
            setCorrecting(false)
          }}
        />
      )}
    </li>
  )
}

/** The row as it is shown; none where the change deletes it. */
function useRowOf({ entity, key }: Mutation): RowOf<Mutation['entity']> | undefined {
  const store = useStore()
  const row = useMemo(() => store.row(entity, key), [store, entity, key])
  return useSyncExternalStore(row.subscribe, row.get, row.get).data
}

function useNameOf({ entity }: Mutation, row: RowOf<Mutation['entity']> | undefined): string {
  const rowName = useRowName()
  const kinds: DemoTexts['waiting']['kinds'] = useDemoTexts().waiting.kinds
  return row ? rowName(entity, row) : kinds[entity]
}
