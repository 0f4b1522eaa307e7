import { useMemo, useState, useSyncExternalStore } from 'react'
import type { AnyModel } from '@throughline/schema'
import type { CollectionsError } from '../collections-error.ts'
import { toCollectionsError } from '../to-collections-error.ts'
import type { Undone, UndoHistory, UndoState } from '../undo.types.ts'

/** What `useUndo` returns. */
export interface UndoHookResult {
  /** Takes the last step back; resolves when the server has it, and never rejects: `error` says why it did not go. */
  readonly undo: () => Promise<void>
  /** Does again what was undone last. */
  readonly redo: () => Promise<void>
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** What would be undone, for a button; `undefined` where there is nothing. */
  readonly undoLabel: string | undefined
  readonly redoLabel: string | undefined
  /** Why the latest call failed; `null` after the next one begins. */
  readonly error: CollectionsError | null
}

/** A history of `createUndo` as a component sees it; renders when what would be undone, or redone, changes. */
export function useUndo<TModel extends AnyModel>(history: UndoHistory<TModel>): UndoHookResult {
  const { undo, redo } = useSyncExternalStore<UndoState>(history.subscribe, history.get, () => nothing)
  const [error, setError] = useState<CollectionsError | null>(null)
  const calls = useMemo(() => {
    const call = (work: () => Undone) => async (): Promise<void> => {
      setError(null)
      try {
        await work().confirmed
      } catch (cause) {
        setError(toCollectionsError(cause))
      }
    }
    return { undo: call(history.undo), redo: call(history.redo) }
  }, [history])
  return {
    ...calls,
    canUndo: undo !== null,
    canRedo: redo !== null,
    undoLabel: undo?.label,
    redoLabel: redo?.label,
    error,
  }
}

const nothing: UndoState = { undo: null, redo: null }
