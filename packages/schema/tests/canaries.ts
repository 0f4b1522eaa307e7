import { canonicalText } from '../src/memory/plain-data.ts'
import type { AnyModel, AnyModelEntity } from '../src/model.types.ts'
import type { SyncStore } from '../src/sync.types.ts'
import { entityOf } from '../src/plan-write.ts'
import type { Oracle, ShadedUser } from './policy-oracle.ts'

type Values = Readonly<Record<string, unknown>>

/** Texts that stand in one field of one version of one row each, and the ids of rows. */
const canary = /qx\d{6}xz|00000000-0000-4000-8000-\d{12}/g

let count = 0
/** A value for a field that no other field of any row has; `undefined` where its schema takes none. */
export function canaryFor({ variants }: AnyModelEntity, field: string): string | undefined {
  const text = `qx${String((count += 1)).padStart(6, '0')}xz`
  return [text, `${text}@a.example`, `https://a.example/${text}`].find(
    (value) => variants.update.safeParse({ [field]: value }).success,
  )
}

/** The row with a canary in each field that takes one. */
export function withCanaries(entity: AnyModelEntity, row: Values): Values {
  const changed = Object.keys(row).flatMap((field): [string, unknown][] => {
    const value = typeof row[field] === 'string' && !entity.path.includes(field) && canaryFor(entity, field)
    return value ? [[field, value]] : []
  })
  return { ...row, ...Object.fromEntries(changed) }
}

/** Remembers where each canary ever stood, and tells which of an answer its reader may not know of. */
export interface Watch {
  /** Reads on in the store's own feed. */
  readonly catchUp: () => Promise<void>
  /** Canaries in an answer that stood nowhere where the user may read, and were not sent by themselves. */
  readonly leaks: (user: ShadedUser, answer: unknown, sent: unknown) => string[]
}

export async function watchStore(store: SyncStore, model: AnyModel, oracle: Oracle): Promise<Watch> {
  const places = new Map<
    string,
    { readonly entity: string; readonly field: string; readonly row: Values }[]
  >()
  const remember = (entity: string, row: Values): void => {
    for (const [field, value] of Object.entries(row)) {
      for (const text of canariesOf(value)) {
        const known = places.get(text) ?? []
        known.push({ entity, field, row })
        places.set(text, known)
      }
    }
  }
  let cursor = await store.heads()
  const { items } = await store.snapshot({ limit: 1000 })
  for (const { entity, row } of items) remember(entity, row)
  return {
    async catchUp() {
      for (let more = true; more;) {
        const page = await store.pull({ cursor, limit: 1000 })
        if (page.kind === 'reset') throw new Error('The feed was lost.')
        for (const change of page.changes) if (change.op === 'put') remember(change.entity, change.stored.row)
        ;({ cursor, more } = page)
      }
    },
    leaks(user, answer, sent) {
      const own = canariesOf(sent)
      return [...canariesOf(answer)].filter((text) => {
        if (own.has(text)) return false
        return !places
          .get(text)
          ?.some(
            ({ entity, field, row }) =>
              oracle.may(user, 'read', entity, row) &&
              (entityOf(model, entity).path.includes(field) ||
                oracle.mayField(user, 'read', entity, field, row)),
          )
      })
    },
  }
}

function canariesOf(value: unknown): Set<string> {
  const text =
    value instanceof Error
      ? `${value.message} ${canonicalText(Object.fromEntries(Object.entries(value)))}`
      : canonicalText(value)
  return new Set(text.match(canary))
}
