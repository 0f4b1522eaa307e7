import type { PendingMutation } from '@throughline/collections'
import type { SyncOutcome } from '@throughline/schema'
import type { Judge, Session } from './judge.ts'
import type { SimChange, SimMutation } from './protocol.types.ts'
import { checkOverwrites } from './real-client-overwrites.ts'
import type { RealStore } from './real-client-store.ts'
import type { UserEdit } from './user-edit.types.ts'
import { ownKeyOf } from './real-client-view.ts'
import { rowOfMutation } from './rows.ts'

type NewEdit = Pick<
  UserEdit,
  'baseVersion' | 'entity' | 'id' | 'key' | 'op' | 'row' | 'seen' | 'session' | 'tab' | 'values'
>

/** Which mutation is which edit: stores name their mutations themselves, and by another name each time. */
export interface Ledger {
  readonly edits: ReadonlyMap<string, UserEdit>
  readonly add: (edit: NewEdit) => void
  /** The user is told that it is kept. */
  readonly keep: (edit: UserEdit) => void
  /** Does what the user asks for, which may take back what waited. */
  readonly takingBack: (store: Pick<RealStore, 'pending'>, work: () => void) => void
  readonly open: (user: string) => readonly UserEdit[]
  /** Mutations that are sent, of what a store says is under way. */
  readonly sent: (
    session: Session,
    mutations: readonly SimMutation[],
    pending: readonly PendingMutation[],
  ) => void
  readonly answered: (mutationId: string, outcome: SyncOutcome) => void
  /** Checks what went along with others, once all is over. */
  readonly conclude: (feed: readonly SimChange[]) => void
  /** The feed as the judge reads it: with the names of edits. */
  readonly inEdits: (feed: readonly SimChange[]) => SimChange[]
}

/** By mutation: its edits, first to last. */
type Sent = Map<string, readonly UserEdit[]>

export function createLedger(judge: Judge): Ledger {
  const edits = new Map<string, UserEdit>()
  const sent: Sent = new Map()
  const keep = (edit: UserEdit): void => {
    if (edit.isKept) return
    edit.isKept = true
    judge.accept(edit.session, mutationOf(edit), edit.row)
  }
  return {
    edits,
    keep,
    add: (made) =>
      void edits.set(made.id, {
        ...made,
        isKept: false,
        stored: 'no',
        isOver: false,
        error: undefined,
        outcome: undefined,
        isDecided: false,
        isForced: false,
        mutationIds: new Set(),
      }),
    takingBack: (store, work) => takeBack(edits, store, work),
    open: (user) => [...edits.values()].filter(({ isOver, session }) => !isOver && session.user === user),
    sent(session, mutations, pending) {
      const known = mutations.flatMap((mutation) => {
        const own = sent.get(mutation.mutationId) ?? underWay(mutation, pending, edits)
        if (own.length === 0) {
          const what = `${mutation.op} of ${rowOfMutation(mutation)}`
          judge.violate('I1', `${session.client} sends ${what}, which nobody has asked for`)
        }
        sent.set(mutation.mutationId, own)
        for (const edit of own) {
          keep(edit)
          edit.mutationIds.add(mutation.mutationId)
        }
        return own.map(({ id }): SimMutation => Object.assign({}, mutation, { mutationId: id }))
      })
      judge.send(session, known)
    },
    answered(mutationId, outcome) {
      for (const edit of sent.get(mutationId) ?? []) edit.outcome = outcome
    },
    conclude(feed) {
      checkOverwrites(judge, feed, (mutationId) => sent.get(mutationId) ?? [], edits.values())
      const applied = new Set(feed.map(({ mutationId = '' }) => mutationId))
      for (const edit of edits.values()) concludeEdit(edit, { judge, sent, applied })
    },
    inEdits: (feed) =>
      feed.map((change) => {
        const edit = sent.get(change.mutationId ?? '')?.at(-1)
        return edit ? { ...change, mutationId: edit.id } : change
      }),
  }
}

/** What waits no more after it was taken back. */
function takeBack(
  edits: ReadonlyMap<string, UserEdit>,
  store: Pick<RealStore, 'pending'>,
  work: () => void,
): void {
  const before = store.pending()
  work()
  const left = new Set(store.pending().map(({ id }) => id))
  for (const { id } of before) {
    const gone = left.has(id) ? undefined : edits.get(id)
    if (gone) gone.isDecided = true
  }
}

/** What a mutation is made of: the edits of its row that a store says are under way. */
function underWay(
  mutation: SimMutation,
  pending: readonly PendingMutation[],
  edits: ReadonlyMap<string, UserEdit>,
): readonly UserEdit[] {
  const key = ownKeyOf(mutation.entity, mutation.op === 'insert' ? mutation.row : mutation.key)
  const own = pending.filter(
    (one) => one.state === 'sent' && one.entity === mutation.entity && one.key === key,
  )
  return own.flatMap(({ id }) => edits.get(id) ?? [])
}

interface Concluding {
  readonly judge: Judge
  readonly sent: Sent
  readonly applied: ReadonlySet<string>
}

/** Checks what went along with others, and settles what was told to nobody. */
function concludeEdit(edit: UserEdit, { judge, sent, applied }: Concluding): void {
  const own = [...edit.mutationIds].filter((mutationId) => applied.has(mutationId))
  if (own.length === 0 && edit.stored === 'lost' && !edit.outcome)
    judge.violate(
      'I1',
      `${edit.op} of ${edit.row} by ${edit.session.user} was told to be stored, and is nowhere`,
    )
  if (own.length === 0) return
  const what = `${edit.op} of ${edit.row} by ${edit.session.user} (${edit.id.slice(0, 8)})`
  if (own.length > 1) judge.violate('I2', `${what} is in the feed ${own.length} times`)
  const isAlong = own.some((mutationId) => sent.get(mutationId)?.at(-1) !== edit)
  const { fate } = judge.accepted.get(edit.id) ?? {}
  if (isAlong && fate === 'parked') judge.violate('I2', `${what} was parked, and is applied with others`)
  if (isAlong && fate === 'applied') judge.settle(edit.id, 'discarded')
  // Whoever was told nothing, since their tab had ended, finds it in the table.
  if (fate === undefined) judge.settle(edit.id, isAlong ? 'discarded' : 'applied')
}

/** The edit as the judge takes it. */
function mutationOf({ id, op, entity, values, baseVersion }: UserEdit): SimMutation {
  const made = { mutationId: id, op, entity, row: values, changes: values }
  // Sound: the judge reads no more of it than this.
  return { ...made, ...(baseVersion !== undefined && { baseVersion }) } as never
}
