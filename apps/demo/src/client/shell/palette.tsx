'use client'

import { type Command, CommandPalette, useTheme } from '@throughline/ui'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { languages } from '../../language.ts'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import { useLanguage } from '../language-provider.tsx'
import { keepRows, keptRows } from '../kept-rows.ts'
import { storybookAddress } from '../storybook.ts'
import { useFoundPersons } from '../search/use-found-persons.ts'
import { useUndoLast } from '../use-undo-toast.ts'

interface PaletteProps {
  /** The components' own pages are served beside the app. */
  hasStorybook: boolean
  open: boolean
  onOpenChange: (open: boolean) => void
  onCreate: () => void
  onHelp: () => void
  onForget: () => void
}

/** Everything that one can do, in one list. */
export function Palette({ open, onOpenChange, ...rest }: PaletteProps) {
  const [term, setTerm] = useState('')
  const router = useRouter()
  return (
    <CommandPalette
      {...useFoundPersons(term)}
      commands={useCommands(rest)}
      open={open}
      onOpenChange={onOpenChange}
      onSelect={({ id }) => router.push(`/persons/${id}`)}
      onTermChange={setTerm}
    />
  )
}

type CommandsProps = Pick<PaletteProps, 'hasStorybook' | 'onCreate' | 'onForget' | 'onHelp'>

function useCommands({ hasStorybook, onCreate, onForget, onHelp }: CommandsProps): readonly Command[] {
  const texts = useDemoTexts()
  const router = useRouter()
  const undo = useUndoLast()
  const { setTheme } = useTheme()
  const { language, setLanguage } = useLanguage()
  const keepsAll = keptRows() === 'all'
  const others = languages.filter(({ value }) => value !== language)
  return [
    { id: 'all', title: texts.palette.allPersons, run: () => router.push('/') },
    { id: 'new', title: texts.directory.new, shortcut: 'N', run: onCreate },
    { id: 'undo', title: texts.keys.undo, shortcut: 'Ctrl Z', run: undo },
    { id: 'dark', title: texts.palette.dark, run: () => setTheme('dark') },
    { id: 'light', title: texts.palette.light, run: () => setTheme('light') },
    ...others.map(({ value, label }) => ({ id: value, title: label, run: () => setLanguage(value) })),
    { id: 'keys', title: texts.directory.keys, shortcut: '?', run: onHelp },
    ...(hasStorybook
      ? [{ id: 'storybook', title: texts.palette.storybook, run: () => window.open(storybookAddress) }]
      : []),
    keepsAll
      ? { id: 'keep', title: texts.keep.less, run: () => keepRows('in-use') }
      : { id: 'keep', title: texts.keep.all, run: () => keepRows('all') },
    { id: 'forget', title: texts.forget.command, run: onForget },
  ]
}
