import { expectTypeOf, test } from 'vitest'
import type { TableLayout, ThroughlineTableProps } from '../src/index.ts'
import { libraryLayout } from './library.ts'

/** The types of the ElectroDB adapter's layout, copied: adapters do not import each other, not even in tests. */
type ElectrodbKeyAttribute = `gsi${number}pk` | `gsi${number}sk` | `lsi${number}sk` | 'pk' | 'sk'
interface ElectrodbKeyPair {
  readonly pk: ElectrodbKeyAttribute
  readonly sk: ElectrodbKeyAttribute
}
interface ElectrodbIndexLayout extends ElectrodbKeyPair {
  readonly name: `GSI${number}` | `LSI${number}`
  readonly type?: 'local'
}
interface ElectrodbEntityLayout {
  readonly entity: string
  readonly singular: string
  readonly keys: Readonly<Record<'gsi2pk' | 'gsi2sk' | 'pk' | 'sk', string>> &
    Readonly<Partial<Record<'gsi1pk' | 'gsi1sk', string>>>
  readonly lookups: readonly object[]
  readonly unique: readonly object[]
  readonly expires?: string
}
interface ElectrodbTableLayout {
  readonly version: 1
  readonly tableName: string
  readonly shards: number
  readonly key: ElectrodbKeyPair
  readonly indexes: readonly ElectrodbIndexLayout[]
  readonly ttl: 'ttl'
  readonly tenancy?: 'attribute' | 'prefix' | 'table'
  readonly tenant?: string
  readonly entities: Readonly<Record<string, ElectrodbEntityLayout>>
}

test('the layout of the ElectroDB adapter is one', () => {
  expectTypeOf<ElectrodbTableLayout>().toExtend<TableLayout>()
  expectTypeOf<ElectrodbTableLayout>().toExtend<ThroughlineTableProps['layout']>()
  expectTypeOf(libraryLayout).toExtend<TableLayout>()
})

test('a layout lacks nothing and has no third type of index', () => {
  expectTypeOf<Omit<ElectrodbTableLayout, 'key'>>().not.toExtend<TableLayout>()
  expectTypeOf<Omit<ElectrodbTableLayout, 'indexes'>>().not.toExtend<TableLayout>()
  expectTypeOf<{ name: string; pk: string; sk: string; type: 'GLOBAL' }>().not.toExtend<
    TableLayout['indexes'][number]
  >()
})
