'use client'

import { Button, Dialog, Icon, IconButton } from '@throughline/ui'
import { Bookmark, BookmarkX } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import { Select } from '../select.tsx'
import { type SavedView, useSavedViews } from './saved-views.ts'

/** Chooses among saved ways to look at the directory, saves this one, and forgets one. */
export function Views({ query }: { query: string }) {
  const texts = useDemoTexts().views
  const router = useRouter()
  const { views, save, remove } = useSavedViews()
  const [naming, setNaming] = useState(false)
  const current = views.find((view) => view.query === query)
  const isCustom = query !== '' && !current
  // What a dialog is made of is loaded once there is something to name.
  const [known, setKnown] = useState(isCustom)
  if (isCustom && !known) setKnown(true)
  return (
    <div className="flex items-center gap-1">
      <Select
        aria-label={texts.label}
        className="max-w-44"
        small
        value={isCustom ? customValue : (current?.name ?? '')}
        onChange={({ target: { value } }) => {
          const view = views.find(({ name }) => name === value)
          if (value !== customValue) router.replace(view ? `/?${view.query}` : '/')
        }}
      >
        <option value="">{texts.all}</option>
        {isCustom && <option value={customValue}>{texts.custom}</option>}
        {views.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
      {isCustom && (
        <IconButton
          icon={<Icon icon={Bookmark} />}
          label={texts.save}
          size="sm"
          onClick={() => setNaming(true)}
        />
      )}
      {current && (
        <IconButton
          icon={<Icon icon={BookmarkX} />}
          label={texts.remove}
          size="sm"
          onClick={() => remove(current.name)}
        />
      )}
      {known && <NameDialog open={naming} query={query} onOpenChange={setNaming} onSave={save} />}
    </div>
  )
}

/** No view can have this name: names are trimmed. */
const customValue = ' '

interface NameDialogProps {
  open: boolean
  query: string
  onOpenChange: (open: boolean) => void
  onSave: (view: SavedView) => void
}

function NameDialog({ open, query, onOpenChange, onSave }: NameDialogProps) {
  const texts = useDemoTexts().views
  const [name, setName] = useState('')
  return (
    <Dialog open={open} title={texts.save} onOpenChange={onOpenChange}>
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() === '') return
          onSave({ name: name.trim(), query })
          onOpenChange(false)
          setName('')
        }}
      >
        <label className="flex min-w-0 grow flex-col gap-1.5 text-sm font-medium">
          {texts.name}
          <input
            autoComplete="off"
            className="border-input bg-card focus-visible:ring-ring h-9 rounded-md border px-3 text-sm font-normal outline-none focus-visible:ring-2"
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <Button disabled={name.trim() === ''} type="submit">
          {texts.save}
        </Button>
      </form>
    </Dialog>
  )
}
