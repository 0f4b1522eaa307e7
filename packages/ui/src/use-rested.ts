'use client'

import { startTransition, useEffect, useState } from 'react'

/** A value once it has been the same for some milliseconds; until then the one before. */
export function useRested<T>(value: T, time: number): T {
  const [rested, setRested] = useState(() => value)
  useEffect(() => {
    if (Object.is(rested, value)) return undefined
    const timer = setTimeout(() => startTransition(() => setRested(() => value)), time)
    return () => clearTimeout(timer)
  }, [rested, value, time])
  return rested
}
