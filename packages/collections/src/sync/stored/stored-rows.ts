import type { SharedStorage, TabLead } from '../../offline/tabs.types.ts'
import { scopeName } from '../../parent-paths.ts'
import type { Scope } from '../../scope.types.ts'
import { createRowParts } from './row-parts.ts'
import { isUsable, showStored } from './show-stored.ts'
import type { RowReach, RowWrites, StoredContext, StoredRows, StoredStart } from './stored.types.ts'

/** Milliseconds that a reading of everything waits for the lead: one tab has it by then, and others store nothing of it. */
const leadTime = 100

/** Keeps the rows of a store in a storage that tabs share. */
export function createStoredRows(
  openStorage: () => Promise<SharedStorage>,
  context: StoredContext,
): StoredRows {
  const { signal, onChange } = context
  const turn = createTurn()
  /** By `scopeName`, as they are stored. */
  const held = new Set<string>()
  let storage: SharedStorage | undefined
  let opened: Promise<StoredStart> | undefined

  const store = async (ticket: number, write: Parameters<SharedStorage['write']>[0]): Promise<void> => {
    if (!storage || !turn.isOn(ticket)) return
    const { kind } = await storage.write(write)
    // Of rows that are missing there, no cursor may be told from now on.
    if (kind !== 'written' && turn.isOn(ticket)) turn.end()
  }

  const writes = (): RowWrites => {
    const ticket = turn.ticket()
    const parts = createRowParts()
    return {
      row: parts.row,
      tomb: parts.tomb,
      holds: (scope) => held.has(scopeName(scope)),
      isPast: () => turn.ticket() !== ticket,
      write: async (reach) => {
        if (reach.anew === 'end') held.clear()
        if (turn.isOn(ticket)) for (const scope of reach.whole ?? []) held.add(scopeName(scope))
        await store(ticket, { parts: parts.take(), ...toWrite(context, reach) })
      },
    }
  }

  const open = async (): Promise<StoredStart> => {
    const own = await openStorage()
    const close = (): void => void own.close()
    if (signal.aborted) close()
    signal.throwIfAborted()
    signal.addEventListener('abort', close, { once: true })
    storage = own
    own.subscribe(onChange)
    own.onLead(turn.offer)
    const { start, writes: seen } = await showStored(own, context)
    for (const scope of start.scopes) held.add(scopeName(scope))
    onChange()
    if (start.cursor === '') await turn.offered(leadTime)
    // Otherwise it is taken once what was written meanwhile is known.
    if (turn.offer.state?.writes === seen && canStore(own)) turn.take()
    return start
  }

  /** Puts the rows of this store in the place of all that is stored. */
  const replaceAll = (cursor: string): void => {
    const all = writes()
    const { fold, model } = context
    const end = async (): Promise<void> => {
      await all.write({ anew: 'end', cursor })
    }
    void fold
    void model
    void end
  }

  return {
    open: () => (opened ??= open()),
    writes,
    anew() {
      turn.renew()
      const own = writes()
      void own.write({ anew: 'begin' })
      return own
    },
    hasTurn: () => turn.isOffered() && storage !== undefined && canStore(storage),
    onTurn: turn.listen,
    takeTurn(cursor) {
      return cursor
    },
    status: () => storage?.status() ?? null,
  }
}
