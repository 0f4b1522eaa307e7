/** What goes wrong, and how often: shares of 1, for one message or request each. */
export interface FaultRates {
  /** Of messages between clients and servers. */
  readonly lost: number
  readonly answerLost: number
  readonly duplicated: number
  /** Arrive after 300 ms to 8 s. */
  readonly slow: number
  /** Answered 500 before anything is done. */
  readonly failed: number
  /** Of requests to DynamoDB. */
  readonly throttled: number
  readonly conflicted: number
  readonly unanswered: number
  readonly undone: number
  readonly unprocessed: number
  /** Reads whose items are read at two moments. */
  readonly torn: number
}

/** A world, and how imperfect it is. */
export interface Settings {
  readonly shards: number
  readonly servers: number
  readonly clients: number
  /** Milliseconds that indexes lag at most. */
  readonly lag: number
  /** Milliseconds in which the items of one transaction come to be seen, one after the other. */
  readonly stagger: number
  /** Milliseconds by which the clocks of servers and clients are off. */
  readonly serverSkews: readonly number[]
  readonly clientSkews: readonly number[]
  /** Days that the feed keeps changes. */
  readonly feedDays: number
  /** The feed tells what rows were before. */
  readonly feedBefore?: boolean
  /** Projects of a team that is there from the beginning: more than one transaction deletes. */
  readonly bulk: number
  /** Clients take long to keep what they write. */
  readonly slowDisk: boolean
  readonly rates: FaultRates
  /** Clients are those of `@throughline/collections`; plain ones when absent. */
  readonly real?: RealSettings
}

/** How the real clients are set up. */
export interface RealSettings {
  /** All rows by a snapshot, or each entity's and each parent's as they are looked at. */
  readonly load: 'all' | 'in-use'
  /** Where their rows outlive them; `none`: a client that ends begins with nothing. */
  readonly disk: 'indexeddb' | 'memory' | 'none'
  /** Tabs of each client. */
  readonly tabs: number
  /** What becomes of edits that met another's in the same fields. */
  readonly conflicts: 'ask' | 'client' | 'merge' | 'server'
  /** Of writes to the disk: at one, before or after it, its tab ends. */
  readonly endsAtWrite: number
  /** Of transactions of IndexedDB: this one finds no room. Absent: none does. */
  readonly fullDisk?: number
  /** From this millisecond on, tabs are opened with the client's next version; of IndexedDB. */
  readonly upgrade?: { readonly at: number; readonly to: 'more' | 'other' }
  /** Users have rights, which change. */
  readonly rights?: boolean
  /** What other tabs say to one that is frozen is lost. */
  readonly deaf?: boolean
  /** Of openings of IndexedDB: this one fails, in one of the ways of browsers. */
  readonly unopenable?: number
}

/** What users may: everything, look alone, or nothing of some rows. */
export type Role = 'all' | 'reader' | 'some'

export type EntityName = 'projects' | 'tasks' | 'teams'

/** What a user does, in numbers that stand for keys and values. */
export interface Edit {
  readonly do: 'delete' | 'insert' | 'move' | 'update'
  readonly entity: EntityName
  readonly team: number
  readonly number: number
  readonly id: number
  readonly value: number
  /** Whatever the version. */
  readonly blind: boolean
  /** A value that no server takes. */
  readonly poison: boolean
}

/** One thing that happens. */
export type Step = { readonly at: number } & (
  | { readonly kind: 'edit'; readonly client: number; readonly edit: Edit }
  | { readonly kind: 'crash' | 'expire' | 'offline'; readonly client: number; readonly time: number }
  | { readonly kind: 'retry' | 'signOut'; readonly client: number }
  | { readonly kind: 'kill'; readonly server: number; readonly time: number }
  | { readonly kind: 'serverClock'; readonly server: number; readonly by: number }
  | { readonly kind: 'clientClock'; readonly client: number; readonly by: number }
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'rights'; readonly client: number; readonly role: Role }
  | { readonly kind: 'freeze'; readonly client: number; readonly tab: number; readonly time: number }
  /** The browser ends the connections to a database; `isGone`: it has deleted that. */
  | { readonly kind: 'evict'; readonly client: number; readonly isGone: boolean }
)

/** A history before it happens: with its seed, all that decides it. */
export interface Plan {
  readonly seed: number
  readonly settings: Settings
  readonly steps: readonly Step[]
}
