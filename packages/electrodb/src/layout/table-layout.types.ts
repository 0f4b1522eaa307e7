/** The attributes that keys are written to. */
export type KeyAttribute = `gsi${number}pk` | `gsi${number}sk` | `lsi${number}sk` | 'pk' | 'sk'

/** A global index, or a local one. */
export type IndexName = `GSI${number}` | `LSI${number}`

/** A partition key and a sort key, both strings, by the names of their attributes. */
export interface KeyPair {
  readonly pk: KeyAttribute
  readonly sk: KeyAttribute
}

/** A secondary index, with all attributes projected. */
export interface IndexLayout extends KeyPair {
  readonly name: IndexName
  /** Within the table's own partitions, whose size it limits to 10 GB; absent for a global index. */
  readonly type?: 'local'
}

/** Key templates over a row's own fields, such as `PERSON#${personId}`; a key that the entity lacks is absent. */
export type KeyTemplates = Readonly<Record<'gsi2pk' | 'gsi2sk' | 'pk' | 'sk', string>> &
  Readonly<Partial<Record<'gsi1pk' | 'gsi1sk', string>>>

/** The value of another field that a sparse index asks for. */
export type FixedValue = boolean | null | number | string

/**
 * How rows of an entity are found by other fields than their key: through a slot that entities share, an index from GSI3
 * on, or a local one.
 *
 * A row without a value for one of the fields is not in the index.
 */
export interface LookupLayout {
  /** Name of the relation, or of the field. */
  readonly name: string
  /**
   * `reference`: by the key of another row, in the order of the own keys. `value`: by one value, or a range of them.
   * `local`: within a root's partition, by one value or a range of them; those below one parent are together.
   */
  readonly by: 'local' | 'reference' | 'value'
  readonly fields: readonly string[]
  /** The index; its attributes are in the table's `indexes`. */
  readonly index: IndexName
  /** Key templates in the index. */
  readonly pk: string
  readonly sk: string
  /** Only rows with these values are in the index; all when absent. */
  readonly when?: Readonly<Record<string, FixedValue>>
}

/** The items that hold a unique field's values, one each: no second row gets past them. */
export interface UniqueLayout {
  readonly field: string
  /** Key templates in the table. */
  readonly pk: string
  readonly sk: string
}

/** One entity in the table. */
export interface EntityLayout {
  /** Plural name, the entity's name in the model. */
  readonly entity: string
  /** The value of `__edb_e__` on its items. */
  readonly singular: string
  readonly keys: KeyTemplates
  readonly lookups: readonly LookupLayout[]
  readonly unique: readonly UniqueLayout[]
  /** The field with the time at which rows expire; absent where they do not. */
  readonly expires?: string
}

/**
 * How tenants share a deployment. `prefix`: each has partitions of its own, in every index. `table`: each has a table of
 * its own. `attribute`: each has partitions of its own in the indexes, and items with its name under the rows' own keys,
 * which no two tenants may have in common.
 */
export type Tenancy = 'attribute' | 'prefix' | 'table'

/** A model's table as plain data: what creates, checks, documents or deploys it reads this and nothing else. */
export interface TableLayout {
  /** Of the rules by which keys are made; another one is another table, to be migrated to. */
  readonly version: 1
  readonly tableName: string
  /** Partitions of GSI2 over which all rows are spread by their root's key: `ALL_DATA`, or `ALL_DATA#0` and so on. */
  readonly shards: number
  readonly key: KeyPair
  /** The global indexes, then the local ones. */
  readonly indexes: readonly IndexLayout[]
  /** The attribute with the second (since 1970) after which DynamoDB deletes an item. */
  readonly ttl: 'ttl'
  /** Absent where the table has one tenant. */
  readonly tenancy?: Tenancy
  /** Whose keys (of the tenancy `table`: whose table) these are; absent in a layout for all tenants. */
  readonly tenant?: string
  /** By plural name, in the model's order. */
  readonly entities: Readonly<Record<string, EntityLayout>>
}

/** What of a table is chosen, not derived. */
export interface LayoutOptions {
  /** 3 to 255 of A–Z, a–z, 0–9, `_`, `.` and `-`. */
  readonly tableName?: string
  /** 1 to 100. */
  readonly shards?: number
  /** The tenant itself is given to `tenantLayout`, to the store and to the derived entities. */
  readonly tenancy?: Tenancy
  /** By plural name: the field with the time at which rows expire, a date, an ISO date-time or whole epoch seconds. */
  readonly expires?: Readonly<Record<string, string>>
  /**
   * By plural name of an entity that has a parent: fields by which its rows are found within one root's partition, at most
   * five. DynamoDB makes local indexes with the table alone, and they limit each partition to 10 GB.
   */
  readonly local?: Readonly<Record<string, readonly string[]>>
  /** By plural name and `indexed` field: the values of other fields that a row has to have to be in that index. */
  readonly sparse?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, FixedValue>>>>>>
}
