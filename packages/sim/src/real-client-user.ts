import type { Judge } from './judge.ts'
import type { Random } from './random.ts'
import type { Ledger } from './real-client-ledger.ts'
import type { RealStore } from './real-client-store.ts'
import { isRefusal } from './real-client-edits.ts'
import type { Scheduler } from './scheduler.ts'

/** Who sits before a tab: signs in when asked, decides about conflicts, and does something with what is parked. */
export interface User {
  readonly look: () => void
  readonly tidy: () => void
}

export interface UserOptions {
  readonly name: string
  readonly store: RealStore
  readonly ledger: Ledger
  readonly scheduler: Scheduler
  readonly random: Random
  readonly judge: Judge
  readonly isOver: () => boolean
  readonly isCalm: () => boolean
  readonly hasToken: () => boolean
}

export function createUser(options: UserOptions): User {
  const { store, scheduler, random, isOver, isCalm, hasToken } = options
  const later = createLater(scheduler, isOver)
  const parked = () => store.pending().filter(({ state }) => state === 'parked')

  const signIn = later(
    () => store.isDenied(),
    () => random.between(200, 5_000),
    () => {
      // The old token may be refused when there is a new one already.
      if (hasToken()) store.refresh()
      else look()
    },
  )
  const decide = later(
    () => store.conflicts().length > 0,
    () => random.between(100, 5_000),
    () => decideOne(options),
  )
  const clean = later(
    () => isCalm() && parked().length > 0,
    () => random.between(1_000, 5_000),
    () => discard(options, parked()[0]?.id),
  )
  const look = (): void => {
    signIn()
    decide()
    clean()
  }
  return {
    look,
    tidy() {
      const [one] = parked()
      if (one) tidyOne(options, one.id)
      else store.refresh()
    },
  }
}

/** Does something once, some time after there is a reason for it. */
function createLater(scheduler: Scheduler, isOver: () => boolean) {
  return (isWanted: () => boolean, time: () => number, work: () => void) => {
    let isWaiting = false
    return (): void => {
      if (isWaiting || isOver() || !isWanted()) return
      isWaiting = true
      scheduler.after(time(), () => {
        isWaiting = false
        if (!isOver()) work()
      })
    }
  }
}

function decideOne(options: UserOptions): void {
  const { store, ledger, scheduler, random, name } = options
  const [conflict] = store.conflicts()
  if (!conflict) return
  const edit = ledger.edits.get(conflict.id)
  if (edit) Object.assign(edit, { isDecided: true, isForced: true })
  const choice = random.pick(['mine', 'theirs'] as const)
  scheduler.note(() => `${name} decides for ${choice} of ${conflict.entity} ${conflict.key}`)
  carefully(options, () => conflict.resolve(choice))
}

function tidyOne(options: UserOptions, id: string): void {
  const { store, ledger, scheduler, random, name } = options
  const edit = ledger.edits.get(id)
  const choice = random.pick(['discard', 'edit', 'retry', 'retry'] as const)
  if (!edit || choice === 'discard') return discard(options, id)
  scheduler.note(() => `${name} does ${choice} ${edit.op} of ${edit.row}`)
  Object.assign(edit, { error: undefined, isForced: true })
  if (choice === 'retry' || edit.op === 'delete') return carefully(options, () => store.outbox.retry(id))
  edit.isDecided = true
  const text = `again ${edit.id.slice(0, 4)}`
  carefully(options, () => store.outbox.edit(id, edit.entity === 'tasks' ? { title: text } : { name: text }))
}

function discard(options: UserOptions, id: string | undefined): void {
  const { store, ledger, scheduler, name } = options
  const edit = ledger.edits.get(id ?? '')
  if (!edit) return
  scheduler.note(() => `${name} discards ${edit.op} of ${edit.row}`)
  carefully(options, () => ledger.takingBack(store, () => store.outbox.discard(edit.id)))
}

function carefully({ judge }: UserOptions, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!isRefusal(error)) judge.violate('model', String(error instanceof Error ? error.stack : error))
  }
}
