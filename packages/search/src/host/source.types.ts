type Values = Readonly<Record<string, unknown>>

/** A row as a source brings it: as it is, or as JSON has it. */
export interface SourceRow {
  readonly entity: string
  readonly row: Values
  readonly meta: { readonly version: number }
}

/** A change of a row, as the feed tells it. */
export type SourceChange =
  | {
      readonly op: 'put'
      readonly entity: string
      readonly version: number
      readonly key: Values
      readonly stored: { readonly row: Values }
    }
  | { readonly op: 'delete'; readonly entity: string; readonly version: number; readonly key: Values }

export type SourcePage = {
  readonly items: readonly SourceRow[]
  readonly cursor: string | null
  readonly feed: string
}

export type SourcePull =
  | {
      readonly kind: 'changes'
      readonly changes: readonly SourceChange[]
      readonly cursor: string
      readonly more: boolean
    }
  | { readonly kind: 'reset' }

/**
 * Where rows come from: all of them page by page, then what became of them, as `snapshot` and `pull` of a `SyncTransport`,
 * a `SyncStore` or a store behind policies.
 */
export interface SearchSource {
  snapshot(options: {
    readonly cursor?: string | undefined
    readonly limit?: number | undefined
    readonly signal?: AbortSignal | undefined
  }): Promise<SourcePage>
  pull(options: {
    readonly cursor: string
    readonly limit?: number | undefined
    readonly signal?: AbortSignal | undefined
  }): Promise<SourcePull>
}
