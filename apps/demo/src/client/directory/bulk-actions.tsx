'use client'

import { useStore } from '@throughline/persons/collections'
import {
  Button,
  ConfirmDialog,
  Dialog,
  formatNumber,
  Icon,
  SelectionBar,
  toast,
  useLocale,
} from '@throughline/ui'
import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import { useUndoToast } from '../use-undo-toast.ts'
import { BulkEdit } from './bulk-edit.tsx'
import { deletePersons, mostUndoable } from './rows.ts'

interface BulkActionsProps {
  selected: ReadonlySet<string>
  onClear: () => void
}

/** What can be done with the selected persons. */
export function BulkActions({ selected, onClear }: BulkActionsProps) {
  const store = useStore()
  const { bulk, deleted } = useDemoTexts()
  const countText = useCountText()
  const count = countText(selected.size)
  const sayDone = useUndoToast()
  /** Says what was done with so many, in as many steps. */
  const finish = (done: number, say: (count: string) => string) => {
    const title = say(countText(done))
    if (done > 0 && done <= mostUndoable) sayDone(title, done)
    else toast.success(title)
    onClear()
  }
  const [asking, setAsking] = useState<'delete' | 'edit'>()
  const canUndo = selected.size <= mostUndoable
  return (
    <SelectionBar count={selected.size} onClear={onClear}>
      <Button
        icon={<Icon icon={Pencil} size="sm" />}
        size="sm"
        variant="outline"
        onClick={() => setAsking('edit')}
      >
        {bulk.edit}
      </Button>
      <Button
        icon={<Icon icon={Trash2} size="sm" />}
        size="sm"
        variant="outline"
        onClick={() => setAsking('delete')}
      >
        {bulk.delete}
      </Button>
      <ConfirmDialog
        destructive
        confirmLabel={bulk.delete}
        description={canUndo ? bulk.deleteNote : bulk.deleteNoteMany}
        open={asking === 'delete'}
        title={bulk.deleteTitle(count)}
        onConfirm={async () => finish(await deletePersons(store, [...selected]), deleted)}
        onOpenChange={(open) => setAsking(open ? 'delete' : undefined)}
      />
      <Dialog
        open={asking === 'edit'}
        title={bulk.editTitle(count)}
        onOpenChange={(open) => setAsking(open ? 'edit' : undefined)}
      >
        <BulkEdit
          ids={[...selected]}
          onDone={(done) => {
            setAsking(undefined)
            finish(done, bulk.edited)
          }}
        />
      </Dialog>
    </SelectionBar>
  )
}

function useCountText(): (count: number) => string {
  const locale = useLocale()
  const { persons } = useDemoTexts().bulk
  return (count) => persons(count, formatNumber(count, locale))
}
