'use client'

import { CollectionsError } from '@throughline/collections'
import { toast } from '@throughline/ui'
import { useCallback } from 'react'
import { type DemoTexts, useDemoTexts } from '../texts/demo-texts.ts'
import { useClient } from './client-context.tsx'

/** Why something was refused, in the language in force. */
export function refusalText(error: unknown, texts: DemoTexts): string | undefined {
  if (!(error instanceof CollectionsError)) return undefined
  const refusals: Readonly<Record<string, string>> = texts.refusals
  return error.code === 'invalid' && error.issues.length > 0
    ? error.issues.map(({ message }) => message).join(' ')
    : refusals[error.code]
}

/** Takes the last steps back and says so, or why not. */
export function useUndoLast(): (steps?: number) => void {
  const { history } = useClient()
  const texts = useDemoTexts()
  return useCallback(
    (steps = 1) => {
      if (!history.canUndo()) {
        toast.show(texts.nothingToUndo, { timeout: 2000 })
        return
      }
      try {
        for (let step = 0; step < steps; step += 1) history.undo().confirmed.catch(() => undefined)
        toast.show(texts.undone, { timeout: 2000 })
      } catch (error) {
        const description = refusalText(error, texts)
        toast.error(texts.notUndone, error, description === undefined ? {} : { description })
      }
    },
    [history, texts],
  )
}

/** Says what was just done, with a button that takes it back; it goes once something else was done. */
export function useUndoToast(): (title: string, steps?: number) => void {
  const { history } = useClient()
  const texts = useDemoTexts()
  const undo = useUndoLast()
  return useCallback(
    (title, steps = 1) => {
      const lastWrites = () => JSON.stringify(history.get().undo?.writes)
      const own = lastWrites()
      const stop = history.subscribe(() => {
        if (lastWrites() === own) return
        stop()
        toast.dismiss(id)
      })
      const id = toast.show(title, {
        timeout: 12_000,
        action: { label: texts.undo, onClick: () => undo(steps) },
      })
    },
    [history, texts, undo],
  )
}
