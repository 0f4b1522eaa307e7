/** Bugs that can be seeded, by who has them; the simulation has to find each. */
export const bugs = {
  'ack before durable': 'client',
  'cursor skip': 'client',
  'drop on 401': 'client',
  'drop on 5xx': 'client',
  'no rebase on ack': 'client',
  'overlay dropped early': 'client',
  'random order after reload': 'client',
  'replay by clock': 'client',
  'retry with a new seq': 'client',
  'sign-out keeps the outbox': 'client',
  'sign-out keeps the rows': 'client',
  'tombstone resurrection': 'client',
  'real: another name each time': 'real',
  'real: answer without its row': 'real',
  'real: cursor before rows': 'real',
  'real: cursor skip': 'real',
  'real: drop on 401': 'real',
  'real: drop on 5xx': 'real',
  'real: drop on denied': 'real',
  'real: dropped once sent': 'real',
  'real: eviction unnoticed': 'real',
  'real: no merge base': 'real',
  'real: no tombstones': 'real',
  'real: opposite order after reload': 'real',
  'real: place not stored': 'real',
  'real: sign-out keeps the disk': 'real',
  'real: tabs tell nothing': 'real',
  'real: thawed tab looks for nothing': 'real',
  'real: told before stored': 'real',
  'feed by clock': 'server',
  'no condition on head': 'server',
  'no dedupe': 'server',
  'snapshot feed taken after': 'server',
} as const satisfies Readonly<Record<string, 'client' | 'real' | 'server'>>

export type Bug = keyof typeof bugs

/** Tells which bugs a history is run with. */
export type HasBug = (bug: Bug) => boolean

/** The names of the bugs that histories of plain, or of real, clients can have. */
export function bugNames(client: 'plain' | 'real'): Bug[] {
  // Sound: the keys of a literal.
  const names = Object.keys(bugs) as Bug[]
  return names.filter((name) => (bugs[name] === 'real') === (client === 'real'))
}

export function isBug(name: string): name is Bug {
  return Object.hasOwn(bugs, name)
}
