'use client'

import { useStore } from '@throughline/persons/collections'
import { PersonForm } from '@throughline/persons/ui'
import { Dialog, toast } from '@throughline/ui'
import { useRouter } from 'next/navigation'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import { send } from '../send.ts'

interface QuickCreateProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** A new person without leaving the page. */
export function QuickCreate({ open, onOpenChange }: QuickCreateProps) {
  const store = useStore()
  const texts = useDemoTexts()
  const router = useRouter()
  return (
    <Dialog open={open} title={texts.directory.new} onOpenChange={onOpenChange}>
      <PersonForm
        onCancel={() => onOpenChange(false)}
        onSubmit={(values) => {
          const { id, firstName, lastName } = send(store.insert('persons', values))
          onOpenChange(false)
          toast.success(texts.created(`${firstName} ${lastName}`), {
            timeout: 12_000,
            action: { label: texts.open, onClick: () => router.push(`/persons/${id}`) },
          })
        }}
      />
    </Dialog>
  )
}
