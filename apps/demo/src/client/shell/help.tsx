'use client'

import { KeyboardHelp } from '@throughline/ui'
import { useDemoTexts } from '../../texts/demo-texts.ts'

/** The keys of the app. */
export function Help({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { keys } = useDemoTexts()
  const all = [
    { keys: ['/'], does: keys.search },
    { keys: ['Ctrl', 'K'], does: keys.palette },
    { keys: ['N'], does: keys.create },
    { keys: ['Ctrl', 'Z'], does: keys.undo },
    { keys: ['↑', '↓'], does: keys.move },
    { keys: ['↵'], does: keys.openRow },
    { keys: ['␣'], does: keys.select },
    { keys: ['⇧', '↓'], does: keys.extend },
    { keys: ['Ctrl', 'A'], does: keys.all },
    { keys: ['Esc'], does: keys.none },
    { keys: ['Ctrl', '↵'], does: keys.save },
    { keys: ['?'], does: keys.help },
  ]
  return <KeyboardHelp keys={all} open={open} onOpenChange={onOpenChange} />
}
