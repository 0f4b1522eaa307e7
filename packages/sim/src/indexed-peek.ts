interface RawStore {
  readonly records: {
    readonly values: () => Iterable<{ readonly key: IDBValidKey; readonly value: unknown }>
  }
}
interface RawFactory {
  readonly _databases: Map<string, { readonly rawObjectStores: ReadonlyMap<string, RawStore> }>
}

/** Looks at what is stored, at once and without a transaction: that of one under way too. */
export function peekAt(factory: IDBFactory) {
  // Sound: fields of this implementation of IndexedDB, which is pinned.
  const { _databases: databases } = factory as unknown as RawFactory
  const records = (store: string) =>
    [...databases.values()].flatMap(({ rawObjectStores }) =>
      Array.from(rawObjectStores.get(store)?.records.values() ?? []),
    )
  return {
    /** Nothing is stored any more. */
    forget: (): void => databases.clear(),
    keys: (store: string): readonly IDBValidKey[] => records(store).map(({ key }) => key),
    /** How far the feed is stored. */
    cursors: (): readonly string[] =>
      records('meta').flatMap(({ key, value }) =>
        // Sound: the record of this name has it.
        key === 'feed' ? [(value as { readonly cursor: string }).cursor] : [],
      ),
  }
}
