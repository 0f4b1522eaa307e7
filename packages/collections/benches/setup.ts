import { collectionsOf } from '@throughline/collections/tanstack-db'
import { createInstantServer } from './instant-server.ts'
import { openRegister, type RegisterStore } from './open-register.ts'
import { createRawRegister, type RawRegister } from './raw-register.ts'
import { registerRows } from './register-model.ts'

// A piece of a load goes on as soon as the event loop has turned: the timer of a millisecond would hide the work.
export const soon = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })
Object.assign(globalThis, { scheduler: { postTask: soon } })

export const rows = [...registerRows()]
export const server = createInstantServer(rows)
export const window = 50
const chunk = 250
export const orderBy = { lastName: 'asc' } as const

export const stores: RegisterStore[] = []

export function openStore(load?: 'all'): RegisterStore {
  const store = openRegister(server, load)
  stores.push(store)
  return store
}

export const idle = async (turns = 3): Promise<void> => {
  for (let turn = 0; turn < turns; turn += 1) await soon()
}

/** All rows, with nobody looking at a list. */
export async function fullStore(): Promise<RegisterStore> {
  const store = openStore('all')
  await collectionsOf(store).people.preload()
  while (store.status.get().progress) await soon()
  await idle()
  return store
}

export async function loadRaw(raw: RawRegister, taken = rows): Promise<void> {
  for (let start = 0; start < taken.length; start += chunk) {
    if (start > 0) await soon()
    raw.take(taken.slice(start, start + chunk))
  }
}

export async function fullRaw(): Promise<RawRegister> {
  const raw = createRawRegister(server)
  await loadRaw(raw)
  return raw
}

export function expectSame(shown: unknown, expected: unknown): void {
  if (shown !== expected) throw new Error(`${String(shown)} is shown, not ${String(expected)}.`)
}
