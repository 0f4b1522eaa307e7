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
  readonly settle: (mutationId: string, fate: Fate) => void
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
  /** Looks at what a client keeps now. */
  readonly observe: (client: string, record: ClientRecord) => void
  /** The client has dropped all it knew: what it saw before binds it no more. */
  readonly forget: (client: string) => void
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

interface Memory {
  /** By row: the last version that was seen. */
  readonly seen: Map<string, number>
  readonly acknowledged: Map<string, number>
}

export function createJudge(): Judge {
  const violations: string[] = []
  const accepted = new Map<string, Accepted>()
  const contents = new Map<string, string>()
  const conflicts: Judge['conflicts'][number][] = []
  const memories = new Map<string, Memory>()
  const forgotten = new Set<string>()
  const violate: Judge['violate'] = (invariant, text) => void violations.push(`${invariant}: ${text}`)
  const memoryOf = (client: string): Memory => {
    const memory = memories.get(client) ?? { seen: new Map(), acknowledged: new Map() }
    memories.set(client, memory)
    return memory
  }

  const checkRow = rowCheck(contents, violate)

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
    send({ client, user }, mutations) {
      for (const { mutationId } of mutations) {
        const owner = accepted.get(mutationId)?.session.user
        if (owner !== undefined && owner !== user) {
          violate('I11', `${client} sends as ${user} what ${owner} has written`)
        }
      }
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
    forget(client) {
      memories.delete(client)
    },
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

/** Checks one row as a client shows it: it never goes back, and one version is one content. */
function rowCheck(contents: Map<string, string>, violate: Judge['violate']) {
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
    const text = known.stored ? contentText(known.stored.row) : ''
    const place = `${row}@${version}`
    const other = contents.get(place)
    if (other === undefined) contents.set(place, text)
    else if (other !== text) {
      violate('I6', `${client} has ${place} as ${text || 'a tombstone'}, which is ${other || 'a tombstone'}`)
    }
  }
}
