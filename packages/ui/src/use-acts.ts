'use client'

import { useEffect, useState } from 'react'
import { type LazyPart, type Loadable, preload, preloadWhenIdle } from './lazy-part.ts'

/** Acts whose code comes later. */
export type Acts = ReturnType<typeof useActs>

/** Begins acts once their code is there; it comes while the page is idle, or one comes near the buttons. */
export function useActs(...given: readonly (Loadable | undefined)[]) {
  const [state, setState] = useState<'failed' | 'waiting'>()
  const parts = given.filter((part) => !!part)
  // A list of the parts that stays the same while they are.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => preloadWhenIdle(parts), given)
  return {
    state,
    preload: () => preload(parts),
    start(needed: readonly (LazyPart<unknown> | undefined)[], act: () => void) {
      const missing = needed.filter((part) => !!part).filter((part) => !part.loaded())
      const begin = () => {
        setState(undefined)
        act()
      }
      if (missing.length === 0) return begin()
      setState('waiting')
      Promise.all(missing.map((part) => part.load())).then(begin, () => setState('failed'))
    },
  }
}
