/** `client/rest-types.ts` of the generated code: a resource as data, and what is made of it. */
export const typesRuntime = `import type { MutationOutcome, Page, PageOptions, StoredRow } from '@throughline/schema'
import type * as z from 'zod'
import type { OperationSpec } from './http.ts'
import type { PageStyle } from './rest-pages.ts'
import type { Path, Values } from './rest-values.ts'

/** A call that reads or writes one row. */
export interface RestCall {
  readonly spec: OperationSpec
  /** Where the row is in the answer; nothing where there is none. */
  readonly unwrap?: Path
}

/** A call that sends values of a row. */
export interface RestWrite extends RestCall {
  /** Where the values stand in the body. */
  readonly wrap: Path
  /** Names that it takes. */
  readonly fields: readonly string[]
  /** All values are sent, not those alone that changed. */
  readonly isWhole: boolean
}

/** A resource, as data. */
export interface RestEntity {
  readonly name: string
  readonly schema: z.ZodType<Values>
  readonly key: string
  /** What names its parent, from the root down; \`isAdded\`: the API's rows do not have it. */
  readonly parents: readonly { readonly field: string; readonly isAdded: boolean }[]
  readonly list: {
    readonly spec: OperationSpec
    readonly unwrap: Path
    readonly query: Values
    readonly paging: PageStyle
  }
  readonly get?: RestCall
  readonly create?: RestWrite
  readonly update?: RestWrite
  readonly remove?: RestCall
}

/** A row that the server answered and that is not what its schema says; it is left out. */
export interface InvalidRow {
  readonly entity: string
  readonly value: unknown
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
}

export interface RestOptions {
  /** \`console.error\` when absent. */
  readonly onInvalidRow?: ((row: InvalidRow) => void) | undefined
}

/** What names a row: its key's value, or its fields with those that name its parent. */
export type RestKey = Values | number | string

/** A write as a store sends it. */
export interface AnyMutation {
  readonly op: 'delete' | 'insert' | 'update'
  readonly mutationId: string
  readonly entity: string
  readonly row?: Values
  readonly key?: Values
  readonly changes?: Values
}

/** The rows of an API: what a \`Transport\` has, and writes that answer rows. All throw \`StoreError\`. */
export interface RestAccess {
  list(entity: string, options?: PageOptions): Promise<Page<StoredRow>>
  query(entity: string, options: PageOptions & { readonly where: Values }): Promise<Page<StoredRow>>
  push(
    mutations: readonly AnyMutation[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<MutationOutcome[]>
  create<TRow = Values>(entity: string, parents: Values, values: object): Promise<TRow>
  update<TRow = Values>(entity: string, key: RestKey, changes: object): Promise<TRow>
  remove(entity: string, key: RestKey): Promise<void>
}
`
