'use client'

import type { ComponentType } from 'react'
import { lazyPart } from './lazy-part.ts'
import { useLazyPart } from './use-lazy-part.ts'

/** A dialog whose code comes while the page is idle, or as it is opened. */
export function lazyDialog<TProps extends { open: boolean }>(begin: () => Promise<ComponentType<TProps>>) {
  const part = lazyPart(begin)
  return function LazyDialog(props: TProps) {
    const Body = useLazyPart(part, props.open)
    return Body && <Body {...props} />
  }
}
