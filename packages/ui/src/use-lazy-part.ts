'use client'

import { useEffect, useState } from 'react'
import { type LazyPart, preloadWhenIdle } from './lazy-part.ts'

/**
 * A part that is there at once where its code has come: it comes while the page is idle, or as soon as it is `wanted`. A
 * load that fails goes to the nearest error boundary.
 */
export function useLazyPart<TPart>(part: LazyPart<TPart>, wanted: boolean): TPart | undefined {
  const [, setState] = useState<'loaded'>()
  useEffect(() => (part.loaded() ? undefined : preloadWhenIdle([part])), [part])
  useEffect(() => {
    if (!wanted || part.loaded()) return
    part.load().then(
      () => setState('loaded'),
      (error: unknown) =>
        // React hands on what an update throws.
        setState(() => {
          throw error
        }),
    )
  }, [part, wanted])
  return part.loaded()
}
