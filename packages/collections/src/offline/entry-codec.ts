import type { AnyModel } from '@throughline/schema'
import { jsonCodec } from '@throughline/schema/adapter'
import type { Seal, Sealed } from './seal.ts'
import { sensitiveFields } from './segment-codec.ts'
import type { OutboxEntry, StoredEntry } from './storage.types.ts'

/** An entry as a record: as it is, or with its values sealed. */
export interface EntryRecord extends Pick<StoredEntry, 'at' | 'revision'> {
  readonly entry: OutboxEntry
  readonly sealed?: Sealed | undefined
}

export type EncodedEntry = Omit<EntryRecord, 'at' | 'revision'>

export interface EntryCodec {
  encode(entry: OutboxEntry): EncodedEntry | Promise<EncodedEntry>
  /** @throws {unknown} where it cannot be read. */
  decode(record: EntryRecord): Promise<StoredEntry> | StoredEntry
}

/** Any value as JSON: what JSON does not hold is tagged. */
const anyJSON = jsonCodec({ kind: 'any', optional: true, nullable: true, hasDefault: false, meta: {} })

/** `seal` is there where the values of entities with sensitive fields are sealed, as a whole. */
export function createEntryCodec(model: AnyModel, seal: Seal | undefined): EntryCodec {
  const sealed = new Set(
    Object.values(model.entities).flatMap((entity) =>
      sensitiveFields(entity).length > 0 ? [entity.name] : [],
    ),
  )
  return {
    encode(entry) {
      if (!seal || !sealed.has(entry.entity)) return { entry }
      const { values, before, sent, error, ...rest } = entry
      const text = JSON.stringify(anyJSON.encode({ values, before, sent, error }))
      return seal.close(text, placeOf(entry)).then((bytes) => ({
        entry: { ...rest, values: {}, before: {} },
        sealed: bytes,
      }))
    },
    decode({ entry, at, revision, sealed: bytes }) {
      if (!bytes) return { ...entry, at, revision }
      if (!seal) throw new TypeError('The entry is sealed, and there is no key.')
      return seal.open(bytes, placeOf(entry)).then((text) => {
        // Sound: `encode` wrote it.
        const secret = anyJSON.decode(JSON.parse(text)) as Pick<OutboxEntry, 'before' | 'values'>
        return { ...entry, ...secret, at, revision }
      })
    },
  }
}

function placeOf({ id }: OutboxEntry): string {
  return `outbox ${id}`
}
