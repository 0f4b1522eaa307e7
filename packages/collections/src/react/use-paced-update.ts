import { useCallback, useEffect, useMemo } from 'react'
import { createPaced } from '../paced.ts'
import type { PacedOptions } from '../paced.types.ts'
import { partsOf } from '../store-parts.ts'
import { hashOf, type Values } from '../values.ts'
import { type AnyStore, useCalls } from './store-hooks.ts'

export function usePacedUpdate(
  store: AnyStore,
  name: string,
  key: string | Values,
  { wait, strategy }: PacedOptions = {},
) {
  const hash = hashOf(key)
  const paced = useMemo(
    () => createPaced(partsOf(store), name, key, { wait, strategy }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `hash` stands for `key`
    [store, name, hash, wait, strategy],
  )
  const { flush, cancel } = paced
  // What was typed is sent when its component goes, or turns to another row.
  useEffect(() => flush, [flush])
  const call = useCallback((changes: Values) => paced.update(changes).confirmed, [paced])
  const [update, state] = useCalls(call, name, 'update')
  return useMemo(() => [update, { ...state, flush, cancel }] as const, [update, state, flush, cancel])
}
