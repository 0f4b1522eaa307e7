import type { TabChannel, TabLocks, TabSource } from './tabs.types.ts'

interface Globals {
  readonly navigator?: { readonly locks?: TabLocks }
  readonly BroadcastChannel?: new (name: string) => TabChannel
}

/** What the browser has; nothing where the page is not served safely. */
export function ownTabs(): TabSource {
  // Sound: each is looked for before it is used.
  const { navigator, BroadcastChannel } = globalThis as Globals
  const locks = navigator?.locks
  return {
    locks: locks && { request: async (name, options, held) => locks.request(name, options, held) },
    channel: BroadcastChannel && ((name) => new BroadcastChannel(name)),
  }
}
