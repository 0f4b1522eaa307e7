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
  'feed by clock': 'server',
  'no condition on head': 'server',
  'no dedupe': 'server',
  'snapshot feed taken after': 'server',
} as const satisfies Readonly<Record<string, 'client' | 'server'>>

export type Bug = keyof typeof bugs

/** Tells which bugs a history is run with. */
export type HasBug = (bug: Bug) => boolean

/** The names of all bugs. */
export function bugNames(): Bug[] {
  // Sound: the keys of a literal.
  return Object.keys(bugs) as Bug[]
}

export function isBug(name: string): name is Bug {
  return Object.hasOwn(bugs, name)
}
