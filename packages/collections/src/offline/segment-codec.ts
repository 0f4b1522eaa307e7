import type { AnyModel, AnyModelEntity, RowMeta, StoredRow } from '@throughline/schema'
import { fillDefaults, type JsonCodec, jsonCodec } from '@throughline/schema/adapter'
import { type Columns, fromColumns, toColumns } from './columns.ts'
import type { Seal, Sealed } from './seal.ts'
import type { EntityPart, StoredTomb } from './storage.types.ts'

/** Some rows and tombstones of one entity, as one record. JSON, which is read and written faster than cloned objects. */
export interface Segment {
  readonly text: string
  /** The values of sensitive fields, by row. */
  readonly sealed?: Sealed | undefined
}

export interface SegmentCodec {
  encode(part: EntityPart): Promise<Segment> | Segment
  /** @throws {unknown} where it is no segment of this entity. */
  decode(entity: string, segment: unknown): EntityPart | Promise<EntityPart>
}

type Values = Readonly<Record<string, unknown>>
type TombTuple = readonly [key: string, version: number, below: 0 | 1]

/** A segment's text: rows and what is kept about them, each by row. */
interface SegmentData {
  readonly open: Columns
  readonly versions: readonly number[]
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly withheld: Readonly<Record<number, readonly string[]>>
  readonly tombs: readonly TombTuple[]
}

interface EntityCodec {
  readonly entity: AnyModelEntity
  /** Of the fields that JSON does not hold as they are. */
  readonly coded: ReadonlyMap<string, JsonCodec>
  readonly sensitive: readonly string[]
  /** A stored row may lack what the model fills in. */
  readonly hasDefaults: boolean
}

/** `seal` is there where sensitive fields are sealed. */
export function createSegmentCodec(model: AnyModel, seal: Seal | undefined): SegmentCodec {
  const codecs = new Map(Object.values(model.entities).map((entity) => [entity.name, entityCodec(entity)]))
  const codecOf = (name: string): EntityCodec => {
    const codec = codecs.get(name)
    if (!codec) throw new TypeError(`The model has no entity "${name}".`)
    return codec
  }

  const encode: SegmentCodec['encode'] = ({ entity, rows, tombs }) => {
    const { coded, sensitive } = codecOf(entity)
    const sealed = new Set(seal ? sensitive : [])
    const values = rows.map(({ row }) => row)
    const code = (name: string, value: unknown): unknown => coded.get(name)?.encode(value) ?? value
    const data: SegmentData = {
      open: toColumns(values, (name) => !sealed.has(name), code),
      versions: rows.map(({ meta }) => meta.version),
      created: rows.map(({ meta }) => meta.createdAt),
      updated: rows.map(({ meta }) => meta.updatedAt),
      withheld: withheldOf(rows),
      tombs: tombs.map(({ key, version, below }) => [key, version, below ? 1 : 0]),
    }
    const text = JSON.stringify(data)
    if (!seal || sealed.size === 0) return { text }
    const secrets = JSON.stringify(toColumns(values, (name) => sealed.has(name), code))
    return seal.close(secrets, `rows ${entity}`).then((closed) => ({ text, sealed: closed }))
  }

  const decode: SegmentCodec['decode'] = (name, segment) => {
    const codec = codecOf(name)
    // Sound: what is not of this form throws below, or where it is used.
    const { text, sealed } = segment as Segment
    const data = JSON.parse(text) as SegmentData
    if (!sealed) return toPart(codec, data, [data.open])
    if (!seal) throw new TypeError('The record is sealed, and there is no key.')
    return (
      seal
        .open(sealed, `rows ${name}`)
        // Sound: as above.
        .then((secrets) => toPart(codec, data, [data.open, JSON.parse(secrets) as Columns]))
    )
  }

  return { encode, decode }
}

function withheldOf(rows: readonly StoredRow[]): SegmentData['withheld'] {
  const found = rows.flatMap(({ withheld }, index) => (withheld ? [[index, withheld] as const] : []))
  return Object.fromEntries(found)
}

function toPart(
  { entity, coded, hasDefaults }: EntityCodec,
  data: SegmentData,
  columns: readonly Columns[],
): EntityPart {
  const { versions, created, updated, withheld, tombs } = data
  const values = fromColumns(versions.length, columns, (name) => coded.get(name)?.decode)
  const rows = values.map((row: Values, index): StoredRow => {
    const meta: RowMeta = {
      version: versions[index] ?? 0,
      createdAt: created[index] ?? '',
      updatedAt: updated[index] ?? '',
    }
    const hidden = withheld[index]
    const lacks = hasDefaults && lacksDefault(entity, row, hidden)
    const whole = lacks ? withDefaults(entity, row, hidden) : row
    return hidden ? { row: whole, meta, withheld: hidden } : { row: whole, meta }
  })
  return {
    entity: entity.name,
    rows,
    tombs: tombs.map(([key, version, below]): StoredTomb => ({ key, version, below: below === 1 })),
  }
}

function entityCodec(entity: AnyModelEntity): EntityCodec {
  const codecs = entity.fields.map((field) => [field.name, jsonCodec(field)] as const)
  return {
    entity,
    coded: new Map(codecs.filter(([, { plain }]) => !plain)),
    sensitive: sensitiveFields(entity),
    hasDefaults: entity.fields.some(({ hasDefault }) => hasDefault),
  }
}

/** Names of the fields that are sealed: keys are not, since rows are found by them. */
export function sensitiveFields({ fields, path }: AnyModelEntity): string[] {
  return fields.filter(({ name, meta }) => meta.sensitive && !path.includes(name)).map(({ name }) => name)
}

/** Whether a field that the model fills in is missing: the row was stored before the model had it. */
function lacksDefault({ fields }: AnyModelEntity, row: Values, withheld: readonly string[] = []): boolean {
  return fields.some(
    ({ name, hasDefault, managed }) =>
      hasDefault && !managed && row[name] === undefined && !withheld.includes(name),
  )
}

/** A withheld field has a value, and it is not the default. */
function withDefaults(entity: AnyModelEntity, row: Values, withheld: readonly string[] = []): Values {
  const filled = Object.entries(fillDefaults(entity.schema, row))
  return Object.fromEntries(filled.filter(([name]) => Object.hasOwn(row, name) || !withheld.includes(name)))
}
