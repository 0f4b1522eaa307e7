/** The entities of a store whose rows were read or written since it was made. */
export interface Uses {
  add(entity: string): void
  has(entity: string): boolean
  /** Tells of each that is added from now on; `ended` once with the store's end, at once where that has come. */
  follow(added: (entity: string) => void, ended: () => void): void
  end(): void
}

export function createUses(): Uses {
  const used = new Set<string>()
  const followers: (readonly [added: (entity: string) => void, ended: () => void])[] = []
  let isOver = false
  return {
    add(entity) {
      if (used.has(entity)) return
      used.add(entity)
      for (const [added] of followers) added(entity)
    },
    has: (entity) => used.has(entity),
    follow(added, ended) {
      if (isOver) return ended()
      followers.push([added, ended])
    },
    end() {
      isOver = true
      for (const [, ended] of followers.splice(0)) ended()
    },
  }
}
