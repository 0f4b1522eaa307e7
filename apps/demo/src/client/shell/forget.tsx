'use client'

import { usePendingMutations } from '@throughline/persons/collections'
import { ConfirmDialog } from '@throughline/ui'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import { useClient } from '../client-context.tsx'
import { forgetSearch } from '../search/persons-search.tsx'

/** What an app does when its user signs out: nothing of theirs stays on the device. */
export function Forget({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { store } = useClient()
  const unsent = usePendingMutations().length
  const { forget } = useDemoTexts()
  return (
    <ConfirmDialog
      destructive
      confirmLabel={forget.confirm}
      description={unsent > 0 ? forget.noteUnsent(unsent) : forget.note}
      open={open}
      title={forget.title}
      onConfirm={async () => {
        await Promise.all([store.clear(), forgetSearch()])
        window.location.assign('/')
      }}
      onOpenChange={onOpenChange}
    />
  )
}
