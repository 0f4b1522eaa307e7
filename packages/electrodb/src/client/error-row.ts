import type { StoreErrorCode } from '@throughline/schema'

/** What an error's sentence names. */
export interface ErrorPlace {
  readonly tableName?: string
  /** Address of DynamoDB, such as `http://localhost:8000`. */
  readonly endpoint?: string
}

/**
 * Whether the same request may succeed when it is sent again. `safe`: it was not done. `idempotent`: it may have been done.
 */
export type RetryKind = 'idempotent' | 'never' | 'safe'

/** One cause: how it is known, what it is called, and what to say of it. */
export interface ErrorRow {
  /** Names and codes that AWS, its SDK, ElectroDB, Node and HTTP give it. */
  readonly names: readonly string[]
  /** Narrows the row where one name stands for several causes. */
  readonly pattern?: RegExp
  readonly code: StoreErrorCode
  /** `never` when absent. */
  readonly retry?: RetryKind
  /** `cause` is the first line of the error's own message. */
  readonly message: (place: ErrorPlace, cause: string) => string
}

/** `the table "shop"`, as the sentence needs it. */
export function table({ tableName }: ErrorPlace): string {
  return tableName === undefined ? 'the table' : `the table "${tableName}"`
}

export function theTable(place: ErrorPlace): string {
  return `T${table(place).slice(1)}`
}

/** `DynamoDB at http://localhost:8000`. */
export function dynamoDB({ endpoint }: ErrorPlace): string {
  return endpoint === undefined ? 'DynamoDB' : `DynamoDB at ${endpoint}`
}

/** Where a message is the same for all causes of a row. */
export function says(text: string): ErrorRow['message'] {
  return () => text
}
