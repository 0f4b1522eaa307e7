import type { Owner, Scheduler } from './scheduler.ts'

/** A tab as its browser runs it, or does not: a frozen one does nothing, and what comes for it waits. */
export interface TabOwner extends Owner {
  readonly isFrozen: () => boolean
  readonly freeze: () => void
  readonly thaw: () => void
  /** Does what has come for it, now or once it runs again. */
  readonly enter: (act: () => void) => void
}

export function createTabOwner(scheduler: Scheduler, skew: () => number): TabOwner {
  let held: (() => void)[] | undefined
  const hold = (act: () => void): boolean => {
    held?.push(act)
    return held !== undefined
  }
  const owner: TabOwner = {
    skew,
    hold,
    isFrozen: () => held !== undefined,
    freeze: () => void (held ??= []),
    thaw() {
      const waiting = held ?? []
      held = undefined
      scheduler.owner = owner
      // In the order in which it came.
      for (const [index, act] of waiting.entries()) scheduler.after(index * 0.01, act)
    },
    enter(act) {
      if (hold(act)) return
      scheduler.owner = owner
      act()
    },
  }
  return owner
}
