import type { Page } from '@playwright/test'
import type { Client } from '../src/client/store.ts'

/** One edit, and what is to be seen of its row from then on; `null` once it is deleted. */
export interface Edit {
  readonly entity: 'addresses' | 'bankAccounts' | 'contactInfos' | 'employments' | 'persons'
  readonly id: string
  readonly kind: 'delete' | 'insert' | 'update'
  readonly values: Readonly<Record<string, unknown>>
}

/** Rows of one person that a test works on. */
export interface PersonRows {
  readonly personId: string
  readonly addressIds: readonly string[]
  readonly bankAccountId: string
  readonly employmentId: string
  /** By row id: what the table has before the edits. */
  readonly versions: ReadonlyMap<string, number>
}

/** Seven edits of what belongs to a person, of each kind and entity. */
export function editsOf(
  { personId, addressIds, bankAccountId, employmentId }: Omit<PersonRows, 'versions'>,
  name: string,
): Edit[] {
  const address = {
    personId,
    type: 'work',
    street: `Am Hafen ${name}`,
    city: 'Bremen',
    state: 'Bremen',
    postalCode: '28195',
    country: 'DE',
    isPrimary: false,
  }
  const contact = {
    personId,
    type: 'email',
    value: `${name}@example.com`,
    isPrimary: false,
    isVerified: false,
  }
  const [first = '', second = ''] = addressIds
  return [
    { entity: 'persons', kind: 'update', id: personId, values: { lastName: `Offline ${name}` } },
    { entity: 'addresses', kind: 'insert', id: crypto.randomUUID(), values: address },
    { entity: 'contactInfos', kind: 'insert', id: crypto.randomUUID(), values: contact },
    { entity: 'bankAccounts', kind: 'update', id: bankAccountId, values: { bankName: `Bank ${name}` } },
    { entity: 'employments', kind: 'delete', id: employmentId, values: {} },
    { entity: 'addresses', kind: 'update', id: first, values: { city: `City ${name}` } },
    { entity: 'addresses', kind: 'delete', id: second, values: {} },
  ]
}

interface InPage {
  readonly throughline: Client
}

/** Makes edits through the store of a page, one after the other. */
export async function makeEdits(page: Page, edits: readonly Edit[]): Promise<void> {
  await page.evaluate((all) => {
    // Sound: the page leaves it there.
    const { store } = (globalThis as unknown as InPage).throughline
    for (const { entity, id, kind, values } of all) {
      const write =
        kind === 'insert'
          ? // Sound: the values that a test writes are those of the entity.
            store.insert(entity, { id, ...values } as never)
          : kind === 'update'
            ? store.update(entity, id, values)
            : store.delete(entity, id)
      write.confirmed.catch(() => {})
    }
  }, edits)
}

/** The edits of rows that a page has not loaded yet. */
export async function notLoaded(page: Page, edits: readonly Edit[]): Promise<readonly string[]> {
  return page.evaluate((all) => {
    // Sound: the page leaves it there.
    const { store } = (globalThis as unknown as InPage).throughline
    return all.flatMap(({ entity, id, kind }) => {
      if (kind === 'insert') return []
      const row = store.row(entity, id)
      row.subscribe(() => {})()
      return row.get().data ? [] : [`${entity} ${id}`]
    })
  }, edits)
}

/** The edits whose rows a page does not show as they left them. */
export async function notShown(page: Page, edits: readonly Edit[]): Promise<readonly string[]> {
  return page.evaluate((all) => {
    // Sound: the page leaves it there.
    const { store } = (globalThis as unknown as InPage).throughline
    return all.flatMap(({ entity, id, kind, values }) => {
      const row = store.row(entity, id)
      row.subscribe(() => {})()
      // Sound: an entity's row is an object.
      const data = row.get().data as Readonly<Record<string, unknown>> | undefined
      const isShown =
        kind === 'delete' ? !data : Object.entries(values).every(([name, value]) => data?.[name] === value)
      return isShown ? [] : [`${kind} ${entity} ${id}: ${JSON.stringify(data)}`]
    })
  }, edits)
}

/** The edits that wait, each with the name that the store has for it. */
export async function pendingEdits(page: Page): Promise<readonly (Edit & { readonly pendingId: string })[]> {
  return page.evaluate(() => {
    // Sound: the page leaves it there.
    const { store } = (globalThis as unknown as InPage).throughline
    return store.pendingMutations
      .get()
      .map(({ id, entity, key, kind, values }) => ({ pendingId: id, entity, id: key, kind, values }))
  })
}

/** How many changes wait, and how many of them are on the disk. */
export async function waiting(page: Page): Promise<{ readonly all: number; readonly stored: number }> {
  return page.evaluate(() => {
    // Sound: the page leaves it there.
    const pending = (globalThis as unknown as InPage).throughline.store.pendingMutations.get()
    return { all: pending.length, stored: pending.filter(({ isStored }) => isStored).length }
  })
}

/** Whether this page holds the lock of the one tab that follows the server. */
export async function isLeading(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const own = `own ${crypto.randomUUID()}`
    return navigator.locks.request(own, async () => {
      const { held = [] } = await navigator.locks.query()
      const me = held.find(({ name }) => name === own)?.clientId
      return held.some(({ name, clientId }) => name?.startsWith('throughline/') && clientId === me)
    })
  })
}

/** Who holds that lock, as the browser names pages. */
export async function leaderOf(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => {
    const { held } = await navigator.locks.query()
    return held?.find(({ name }) => name?.startsWith('throughline/'))?.clientId
  })
}

/** The moment in which another page than that one holds it. */
export async function nextLead(page: Page, before: string | undefined): Promise<number> {
  return page.evaluate(async (last) => {
    for (;;) {
      const { held } = await navigator.locks.query()
      const now = held?.find(({ name }) => name?.startsWith('throughline/'))?.clientId
      if (now !== undefined && now !== last) return Date.now()
      await new Promise((resolve) => {
        setTimeout(resolve, 10)
      })
    }
  }, before)
}

/** Milliseconds until a change that is made now is with the server. */
export async function timeToConfirm(page: Page, id: string, lastName: string): Promise<number> {
  return page.evaluate(
    async ([personId, name]) => {
      // Sound: the page leaves it there.
      const { store } = (globalThis as unknown as InPage).throughline
      const began = performance.now()
      await store.update('persons', personId, { lastName: name }).confirmed
      return performance.now() - began
    },
    [id, lastName] as const,
  )
}
