/** `store.ts` of the generated code. */
export const storeRuntime = `/** How the store of the API is opened. */
export interface ApiStoreOptions
  extends
    ClientOptions,
    RestOptions,
    Pick<StoreOptions<typeof apiModel>, 'onError' | 'pollInterval' | 'queryClient' | 'staleTime'> {
  /** A client of one's own, instead of the options above. */
  readonly client?: Client | undefined
}

interface Parts {
  readonly client: Client
  readonly access: RestAccess
}

const parts = new WeakMap<object, Parts>()

function open(
  access: RestAccess,
  { pollInterval, staleTime, queryClient, onError }: ApiStoreOptions,
) {
  // Sound: it answers rows of the model's own schemas, by the names of the model's own entities.
  const transport = access as unknown as Transport<typeof apiModel>
  return createStore(apiModel, {
    transport,
    sync: polling(),
    queries: liveQueries(),
    ...(pollInterval !== undefined && { pollInterval }),
    ...(staleTime !== undefined && { staleTime }),
    ...(queryClient !== undefined && { queryClient }),
    ...(onError !== undefined && { onError }),
  })
}

/** The rows of the API on this client. */
export type ApiStore = ReturnType<typeof open>

/** Opens the store of the API; nothing is read before something subscribes. */
export function createApiStore(options: ApiStoreOptions = {}): ApiStore {
  const client = options.client ?? createClient(options)
  const access = restAccess(client, restEntities, options)
  const store = open(access, options)
  parts.set(store, { client, access })
  return store
}

function partsOf(store: ApiStore): Parts {
  const found = parts.get(store)
  if (found) return found
  throw new TypeError('This store was not made by createApiStore.')
}

/** The client of a store, for calls that are of no entity. */
export function clientOf(store: ApiStore): Client {
  return partsOf(store).client
}

/** What writes to the API and answers when the server has it. */
export function accessOf(store: ApiStore): RestAccess {
  return partsOf(store).access
}
`

/** `entities/use-confirmed.ts` of the generated code. */
export const confirmedRuntime = `/** How the calls of a write stand. */
export interface ConfirmedState {
  readonly isPending: boolean
  /** Why the latest call failed; \`null\` after the next one begins. */
  readonly error: Error | null
  readonly reset: () => void
}

/** A function of stable identity that resolves once the server has the change and the store shows it. */
export type ConfirmedMutation<TArguments extends readonly unknown[], TResult> = readonly [
  mutate: (...args: TArguments) => Promise<TResult>,
  state: ConfirmedState,
]

/** A write that shows once the server has confirmed it. */
export function useConfirmed<TArguments extends readonly unknown[], TResult>(
  run: (store: ApiStore, ...args: TArguments) => Promise<TResult>,
): ConfirmedMutation<TArguments, TResult> {
  const store = hooks.useStore()
  const [pending, setPending] = useState(0)
  const [error, setError] = useState<Error | null>(null)
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  const mutate = useCallback(
    async (...args: TArguments): Promise<TResult> => {
      setPending((count) => count + 1)
      setError(null)
      try {
        const result = await latest.current(store, ...args)
        await store.refresh()
        return result
      } catch (thrown) {
        setError(thrown instanceof Error ? thrown : new Error(String(thrown)))
        throw thrown
      } finally {
        setPending((count) => count - 1)
      }
    },
    [store],
  )
  const reset = useCallback(() => setError(null), [])
  return [mutate, { isPending: pending > 0, error, reset }]
}
`
