'use client'

import { toast } from '@throughline/ui'
import { useEffect } from 'react'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import { useClient } from '../client-context.tsx'
import { refusalText } from '../use-undo-toast.ts'

/** Says of each change that the server did not take what became of it, and why. */
export function Refusals() {
  const { onRefused, store } = useClient()
  const texts = useDemoTexts()
  useEffect(
    () =>
      onRefused((error) => {
        const isKept = store.pendingMutations.get().some((one) => one.error === error)
        const title = isKept
          ? texts.refusedKept
          : error.code === 'conflict'
            ? texts.changedToo
            : texts.takenBack
        const description = refusalText(error, texts)
        toast.error(title, error, description === undefined ? {} : { description })
      }),
    [onRefused, store, texts],
  )
  return null
}
