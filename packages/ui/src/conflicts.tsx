'use client'

import { GitMerge } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { ConflictDialog } from './conflict-dialog.tsx'
import type { ConflictDetails, ConflictResolution } from './conflict-dialog.types.ts'
import { Icon } from './icon.tsx'
import { useUiTexts } from './use-ui-texts.ts'

/** An edit that waits for someone to say what becomes of it. */
export interface WaitingConflict extends ConflictDetails {
  readonly id: string
  /** Ends the waiting; where it throws, the dialog says why. */
  readonly resolve: (choice: ConflictResolution) => unknown
}

export interface ConflictsProps {
  /** Those that wait, the first to be decided first; nothing is shown without any. */
  conflicts: readonly WaitingConflict[]
  className?: string
}

/** Says how many conflicts are to be decided, and opens them one after the other. */
export function Conflicts({ conflicts, className }: ConflictsProps) {
  const [open, setOpen] = useState(false)
  /** How many were decided since the dialog was opened. */
  const [decided, setDecided] = useState(0)
  const place = useRef<HTMLDivElement>(null)
  const [first] = conflicts
  // What was asked last stays on the page while the dialog fades.
  const [last, setLast] = useState(first)
  if (first && first !== last) setLast(first)
  const shown = first ?? last
  const count = conflicts.length
  const text = useUiTexts().conflict.toDecide(count)
  const openDialog = () => {
    setDecided(0)
    setOpen(true)
  }
  return (
    <div
      ref={place}
      className={classNames('tl-reset tl:flex tl:shrink-0 tl:outline-none', className)}
      tabIndex={-1}
    >
      {first && (
        <Button
          aria-haspopup="dialog"
          icon={<Icon className="tl:text-primary" icon={GitMerge} size="sm" />}
          size="sm"
          variant="outline"
          onClick={openDialog}
        >
          {text}
        </Button>
      )}
      <span aria-live="polite" className="tl:sr-only">
        {first ? text : ''}
      </span>
      {shown && (
        <ConflictDialog
          {...shown}
          finalFocus={() => place.current?.querySelector('button') ?? place.current}
          open={open && first !== undefined}
          position={{ number: decided + 1, of: decided + Math.max(count, 1) }}
          onOpenChange={setOpen}
          onResolve={async (choice) => {
            await shown.resolve(choice)
            if (count > 1) setDecided(decided + 1)
            else setOpen(false)
          }}
        />
      )}
    </div>
  )
}
