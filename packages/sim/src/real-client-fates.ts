import type { PendingMutation } from '@throughline/collections'
import type { Judge, Session } from './judge.ts'
import type { RealSettings } from './plan.types.ts'
import { isRefusal, type TakenWrite } from './real-client-edits.ts'
import type { Ledger } from './real-client-ledger.ts'
import type { RealStore } from './real-client-store.ts'
import type { View } from './real-client-view.ts'
import type { Scheduler } from './scheduler.ts'
import type { UserEdit } from './user-edit.types.ts'

/** What a user is told about what they have done, by what a store says waits. */
export interface Fates {
  /** The user was shown a write: it is to come to an end. */
  readonly add: (write: TakenWrite) => void
  /** Something may wait no more. */
  readonly look: () => void
}

export interface FatesOptions {
  /** Of the tab. */
  readonly name: string
  readonly store: RealStore
  readonly judge: Judge
  readonly ledger: Ledger
  readonly scheduler: Scheduler
  readonly view: View
  readonly session: Session
  readonly real: RealSettings
  readonly isOver: () => boolean
  /** Its user may be several clients at once. */
  readonly isRisky: () => boolean
}

export function createFates(options: FatesOptions): Fates {
  const { store, ledger, scheduler, isOver, judge, session, real, name: tab } = options
  /** Those that this tab has told of. */
  const here = new Map<string, UserEdit>()
  let isDirty = false

  const see = (pending: PendingMutation): void => {
    const edit = ledger.edits.get(pending.id)
    if (!edit)
      return judge.violate('I1', `${session.client} has ${pending.kind} of ${pending.key} that nobody made`)
    if (edit.isOver && !edit.isKept) {
      return judge.violate('I1', `${session.client} has ${edit.op} of ${edit.row} again, which was lost`)
    }
    // A tab has ended between telling of its end and storing that.
    if (edit.isOver && !here.has(edit.id)) edit.isOver = false
    if (edit.isOver) return
    if (edit.session.user !== session.user)
      judge.violate('I11', `${session.client} has what ${edit.session.user} has written`)
    here.set(edit.id, edit)
    edit.error = pending.error ?? undefined
    if (pending.state !== 'parked') edit.error = undefined
    if (pending.isStored && edit.tab === tab) promise(edit)
    if (pending.isStored || real.disk === 'none') ledger.keep(edit)
    if (edit.isKept) judge.settle(edit.id, pending.state === 'parked' ? 'parked' : undefined)
  }
  const check = (): void => {
    isDirty = false
    if (isOver()) return
    const pending = store.pending()
    const ids = new Set(pending.map(({ id }) => id))
    for (const edit of here.values()) {
      if (ids.has(edit.id)) continue
      here.delete(edit.id)
      if (!edit.isOver) finish(edit, options)
    }
    for (const one of pending) see(one)
  }
  const look = (): void => {
    if (isDirty) return
    isDirty = true
    // Once all who are told have been told.
    scheduler.after(0.1, check)
  }

  return {
    look,
    add(write) {
      const edit = editOf(write, options)
      if (!edit && write.op === 'delete' && write.isUnmade) {
        write.confirmed.catch(() => {})
        return look()
      }
      const what = `${session.client} does not say that its ${write.op} of ${write.row} waits`
      if (!edit) return judge.violate('I1', what)
      here.set(edit.id, edit)
      if (real.disk === 'none') ledger.keep(edit)
      write.confirmed.catch((error: unknown) => {
        if (!isOver()) refuse(edit, error, options)
      })
      look()
    },
  }
}

function promise(edit: UserEdit): void {
  if (edit.stored === 'no') edit.stored = 'promised'
}

/** The user is told that it was refused. */
function refuse(edit: UserEdit, error: unknown, { judge, session, isRisky }: FatesOptions): void {
  edit.error = error instanceof Error ? error : new Error('It was refused.')
  const { outcome, op, row, id } = edit
  if (!isRefusal(error) || !isAnswer(error.code))
    judge.violate('I1', `${session.client} gives up ${op} of ${row}: ${String(error)}`)
  else if (error.code === 'conflict' && outcome?.status === 'conflict' && !isRisky())
    judge.conflict(session, row, { ...outcome, mutationId: id })
}

/** The write as the store names it; one that corrects another takes its name over. */
function editOf(
  write: TakenWrite,
  { store, session, ledger, real, name: tab }: FatesOptions,
): UserEdit | undefined {
  const { entity, key, row, op, values, seen, baseVersion, token } = write
  const of = store.pending().filter((one) => one.entity === entity && one.key === key)
  const isThis = (one: PendingMutation): boolean =>
    token === undefined ? one.kind === op : JSON.stringify(one.values).includes(`${token}"`)
  const pending = of.findLast(isThis)
  if (!pending) return undefined
  const corrected = ledger.edits.get(pending.id)
  if (corrected) {
    Object.assign(corrected, {
      values: pending.values,
      seen,
      isDecided: true,
      isForced: true,
      error: undefined,
    })
    return corrected
  }
  ledger.add({ id: pending.id, session, tab, row, entity, key, op, values, seen, baseVersion })
  const edit = ledger.edits.get(pending.id)
  if (edit && real.conflicts === 'client') edit.isForced = true
  return edit
}

function isAnswer(code: string): boolean {
  return code === 'conflict' || code === 'rejected' || code === 'invalid' || code === 'not_found'
}

/** It waits no more: it is in the table, or it was taken back, as the user was told. */
function finish(edit: UserEdit, { ledger, judge, view, real }: FatesOptions): void {
  const { outcome, error, op, id, row } = edit
  edit.isOver = true
  // With a disk, what is refused waits: here it was taken back with what it goes with, which other tabs are not told of each.
  if (error && real.disk !== 'none') edit.isDecided = true
  const { isDecided } = edit
  ledger.keep(edit)
  const isGone = op === 'delete' && outcome?.status === 'rejected' && outcome.code === 'not_found'
  const isLeft = (isDecided || real.conflicts === 'server') && outcome?.status !== 'applied'
  if (isGone || isLeft || (error && isDecided)) return judge.settle(id, 'discarded')
  if (error) return judge.settle(id, 'parked')
  judge.settle(id, 'applied')
  if (outcome?.status === 'applied' && 'version' in outcome) view.acknowledge(row, outcome.version)
}
