import type {
  AnyModel,
  EntityName,
  EntityOf,
  Page,
  PageOptions,
  Row,
  Store,
  StoredRow,
} from '@throughline/schema'

/** Values that have an order in an index. */
export type LookupValue = Date | bigint | boolean | number | string

/** A range of values: of the two bounds of either side, one. Texts and dates are compared as DynamoDB does, by bytes. */
export interface LookupRange<TValue extends LookupValue = LookupValue> {
  readonly gt?: TValue
  readonly gte?: TValue
  readonly lt?: TValue
  readonly lte?: TValue
}

/** Texts that begin with this one. */
export interface LookupPrefix {
  readonly beginsWith: string
}

/** A value, a range, or what texts begin with. */
export type LookupCondition<TValue> = TValue extends LookupValue
  ? LookupRange<TValue> | TValue | (TValue extends string ? LookupPrefix : never)
  : never

/** The fields of one lookup: those of one foreign key, or one field that is `indexed` or `unique`. */
export type LookupWhere<TModel extends AnyModel, TName extends EntityName<TModel>> = {
  readonly [F in keyof Row<EntityOf<TModel, TName>>]?: LookupCondition<
    NonNullable<Row<EntityOf<TModel, TName>>[F]>
  >
}

/** The store on DynamoDB: the port, and what is DynamoDB's own. */
export interface DynamoStore<TModel extends AnyModel = AnyModel> extends Store<TModel> {
  /**
   * Rows by a foreign key, or by a field that is `indexed` or `unique`, in the order of their keys or of the field.
   *
   * Read from an index, which DynamoDB updates within moments; strongly consistent where the foreign key begins the row's
   * own path. Rows that have no value there are never found.
   *
   * @throws {StoreError} `invalid` for fields that are no lookup, with those that are; for a value of another type.
   */
  lookup<N extends EntityName<TModel>>(
    entity: N,
    where: LookupWhere<TModel, N>,
    options?: PageOptions,
  ): Promise<Page<StoredRow<Row<EntityOf<TModel, N>>>>>
}
