import type { SyncOutcome } from '@throughline/schema'
import type { Ack, ClientRecord, Known } from './client-record.ts'
import { confirmedOf } from './client-view.ts'
import type { SimMutation } from './protocol.types.ts'
import { contentOf } from './rows.ts'

/** Who sends: a user's session on a client. */
export interface Session {
  readonly client: string
  readonly user: string
}

/** What became of a mutation that a user was told is kept. */
export type Fate = 'applied' | 'discarded' | 'parked'

export interface Accepted {
  readonly session: Session
  readonly mutation: SimMutation
  readonly row: string
  readonly fate: Fate | undefined
}

/** Watches a history from outside, remembers what was promised, and notes each promise that is broken. */
export interface Judge {
  readonly violations: readonly string[]
  readonly violate: (invariant: string, text: string) => void
  readonly accepted: ReadonlyMap<string, Accepted>
  /** The user was told that it is kept. */
  readonly accept: (session: Session, mutation: SimMutation, row: string) => void
  /** `undefined`: it waits again. */
  readonly settle: (mutationId: string, fate: Fate | undefined) => void
  /** Nobody can tell any more what became of it; the user was told so. */
  readonly doubt: (session: Session, mutationId: string, row: string) => void
  /** The user of rows whose last own write is in doubt, as `user row`. */
  readonly doubts: ReadonlySet<string>
  /** The table has forgotten the tombstone of a row: its versions begin anew, and clients may show either. */
  readonly forgetTombstone: (row: string) => void
  readonly forgotten: ReadonlySet<string>
  /** The client keeps that the server has applied it. */
  readonly acknowledge: (client: string, row: string, ack: Pick<Ack, 'version'>) => void
  /** A conflict that the client was told of. */
  readonly conflict: (
    session: Session,
    row: string,
    outcome: Extract<SyncOutcome, { status: 'conflict' }>,
  ) => void
  readonly send: (session: Session, mutations: readonly SimMutation[]) => void
  /**
   * Looks at a row as a client shows it: the version that it has of the server, none where it has no such row, and its values,
   * where they are the server's alone.
   */
  readonly see: (client: string, row: string, shown: SeenBase | undefined) => void
  /** Looks at what a client keeps now. */
  readonly observe: (client: string, record: ClientRecord) => void
  /** The client has dropped all it knew: what it saw before binds it no more. */
  readonly forget: (client: string, keepsWrites?: boolean) => void
  /** What clients have seen, by row and version, as text; `''` for a tombstone. */
  readonly contents: ReadonlyMap<string, string>
  /** Who conflicted with which version of which row. */
  readonly conflicts: readonly {
    readonly session: Session
    readonly row: string
    readonly version: number
    readonly mutationId: string
  }[]
}

/** What a client shows of a row, by its public doors. */
export interface SeenBase {
  readonly version: number
  /** An own write of it waits, perhaps one of an earlier life. */
  readonly isPending: boolean
  readonly values: Readonly<Record<string, unknown>> | undefined
}

interface Memory {
  /** By row: the last version that was seen. */
  readonly seen: Map<string, number>
  /** Rows that were seen, and then no more. */
  readonly gone: Set<string>
  readonly acknowledged: Map<string, number>
}

/** `versionOf`: of a row that the table has now; `wasHidden`: rights had taken it from the sight of a client. */
export function createJudge(
  note: (text: string) => void,
  versionOf: (row: string) => number | undefined,
  wasHidden: (client: string, row: string) => boolean = () => false,
): Judge {
  const violations: string[] = []
  const accepted = new Map<string, Accepted>()
  const contents = new Map<string, string>()
  const conflicts: Judge['conflicts'][number][] = []
  const memories = new Map<string, Memory>()
  const forgotten = new Set<string>()
  const violate: Judge['violate'] = (invariant, text) => {
    violations.push(`${invariant}: ${text}`)
    note(`! ${invariant}: ${text}`)
  }
  const memoryOf = memoriesIn(memories)
  const checkContent = contentCheck(contents, violate)
  const checkRow = rowCheck(checkContent, violate)
  const seeRow = baseCheck(checkContent, violate, versionOf, wasHidden)

  return {
    violations,
    violate,
    ...promisesIn(accepted),
    contents,
    conflicts,
    acknowledge(client, row, { version }) {
      const { acknowledged } = memoryOf(client)
      acknowledged.set(row, Math.max(version, acknowledged.get(row) ?? 0))
    },
    conflict(session, row, { mutationId, stored }) {
      conflicts.push({ session, row, version: stored.meta.version, mutationId })
    },
    send: senderCheck(accepted, violate),
    see(client, row, shown) {
      if (!forgotten.has(row)) seeRow(client, memoryOf(client), row, shown)
    },
    observe(client, record) {
      const memory = memoryOf(client)
      const rows = new Set([
        ...record.base.keys(),
        ...memory.seen.keys(),
        ...record.outbox.map(({ row }) => row),
      ])
      for (const row of rows) {
        if (!forgotten.has(row)) checkRow(client, memory, row, confirmedOf(record, row))
      }
    },
    forgotten,
    forgetTombstone: (row) => void forgotten.add(row),
    forget(client, keepsWrites = false) {
      const { acknowledged } = memoryOf(client)
      memories.delete(client)
      if (keepsWrites)
        for (const [row, version] of acknowledged) memoryOf(client).acknowledged.set(row, version)
    },
  }
}

/** What clients have shown, and were told. */
function memoriesIn(memories: Map<string, Memory>) {
  return (client: string): Memory => {
    const memory = memories.get(client) ?? { seen: new Map(), gone: new Set(), acknowledged: new Map() }
    memories.set(client, memory)
    return memory
  }
}

/** Checks that nobody sends what another user has written. */
function senderCheck(accepted: ReadonlyMap<string, Accepted>, violate: Judge['violate']): Judge['send'] {
  return ({ client, user }, mutations) => {
    for (const { mutationId } of mutations) {
      const owner = accepted.get(mutationId)?.session.user
      if (owner !== undefined && owner !== user)
        violate('I11', `${client} sends as ${user} what ${owner} has written`)
    }
  }
}

/** What users were told. */
function promisesIn(
  accepted: Map<string, Accepted>,
): Pick<Judge, 'accept' | 'accepted' | 'doubt' | 'doubts' | 'settle'> {
  const doubts = new Set<string>()
  const settle: Judge['settle'] = (mutationId, fate) => {
    const known = accepted.get(mutationId)
    if (known) accepted.set(mutationId, { ...known, fate })
  }
  return {
    accepted,
    accept(session, mutation, row) {
      accepted.set(mutation.mutationId, { session, mutation, row, fate: undefined })
    },
    settle,
    doubts,
    doubt({ user }, mutationId, row) {
      settle(mutationId, 'discarded')
      doubts.add(`${user} ${row}`)
    },
  }
}

const texts = new WeakMap<object, string>()

function contentText(row: Readonly<Record<string, unknown>>): string {
  const known = texts.get(row)
  if (known !== undefined) return known
  const text = contentOf(row)
  texts.set(row, text)
  return text
}

/** Checks one row as a client shows it, of which only the server's part has a version. */
function baseCheck(
  checkContent: ReturnType<typeof contentCheck>,
  violate: Judge['violate'],
  versionOf: (row: string) => number | undefined,
  wasHidden: (client: string, row: string) => boolean,
) {
  return (client: string, memory: Memory, row: string, shown: SeenBase | undefined): void => {
    const { seen, gone, acknowledged } = memory
    const last = seen.get(row) ?? 0
    const isHidden = wasHidden(client.split('.')[0] ?? '', row)
    if (!shown) {
      if (last > 0 && !gone.has(row) && versionOf(row) === last && !isHidden)
        violate(
          'I4',
          `${client} shows ${row} no more, which the table has as it was shown, in version ${last}`,
        )
      if (last > 0) gone.add(row)
      return
    }
    const { version, values, isPending } = shown
    const own = acknowledged.get(row) ?? 0
    if (version < own && !isPending)
      violate('I4', `${client} shows ${row} in version ${version} after its own write of version ${own}`)
    if (version < last) violate('I7', `${client} shows ${row} in version ${version} after version ${last}`)
    else if (gone.delete(row) && version <= last + 1 && !isHidden)
      violate(
        'I6',
        `${client} shows ${row} again in version ${version}, which was gone after version ${last}`,
      )
    seen.set(row, Math.max(version, last))
    if (values) checkContent(client, row, version, contentText(values))
  }
}

/** Checks that one version of a row is one content, for everybody. */
function contentCheck(contents: Map<string, string>, violate: Judge['violate']) {
  return (client: string, row: string, version: number, text: string): void => {
    const place = `${row}@${version}`
    const other = contents.get(place)
    if (other === undefined) contents.set(place, text)
    else if (other !== text) {
      violate('I6', `${client} has ${place} as ${text || 'a tombstone'}, which is ${other || 'a tombstone'}`)
    }
  }
}

/** Checks one row as a client keeps it: it never goes back, and one version is one content. */
function rowCheck(checkContent: ReturnType<typeof contentCheck>, violate: Judge['violate']) {
  return (client: string, { seen, acknowledged }: Memory, row: string, known: Known | undefined): void => {
    const version = known?.version ?? 0
    const last = seen.get(row) ?? 0
    const own = acknowledged.get(row) ?? 0
    if (version < own) {
      violate('I4', `${client} shows ${row} in version ${version} after its own write of version ${own}`)
    } else if (version < last) {
      violate('I7', `${client} shows ${row} in version ${version} after version ${last}`)
    }
    seen.set(row, Math.max(version, last))
    if (!known) return
    checkContent(client, row, version, known.stored ? contentText(known.stored.row) : '')
  }
}
