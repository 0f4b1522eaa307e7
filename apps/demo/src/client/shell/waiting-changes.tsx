'use client'

import { usePendingMutations } from '@throughline/persons/collections'
import { Button, Icon } from '@throughline/ui'
import { CircleAlert } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useDemoTexts } from '../../texts/demo-texts.ts'

const WaitingList = lazy(() =>
  import('./waiting-list.tsx').then(({ WaitingList: component }) => ({ default: component })),
)

/** Says how many changes were refused, and opens all that wait. */
export function WaitingChanges() {
  const pending = usePendingMutations()
  const { waiting: texts } = useDemoTexts()
  const [open, setOpen] = useState(false)
  // What was opened once stays on the page, so that it can close in peace.
  const [known, setKnown] = useState(false)
  const parked = pending.filter(({ state }) => state === 'parked').length
  return (
    <>
      {parked > 0 && (
        <Button
          aria-haspopup="dialog"
          icon={<Icon className="text-destructive" icon={CircleAlert} size="sm" />}
          size="sm"
          variant="outline"
          onClick={() => {
            setKnown(true)
            setOpen(true)
          }}
        >
          {texts.toLookAt(parked)}
        </Button>
      )}
      <Suspense>{known && <WaitingList open={open} onOpenChange={setOpen} />}</Suspense>
    </>
  )
}
