import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, fn, screen, userEvent, waitFor, within } from 'storybook/test'
import { Button } from './button.tsx'
import { CommandPalette, usePaletteKey } from './command-palette.tsx'
import type { TextRange } from './highlighted.tsx'
import { SearchCombobox } from './search-combobox.tsx'
import type { SearchResult } from './search-result.tsx'

const meta = { title: 'App/Search', tags: ['phone'] } satisfies Meta

export default meta

type Story = StoryObj

const people = ['Ada Lovelace', 'Adam Riese', 'Grace Hopper', 'Alan Turing', 'Konrad Zuse']

function found(term: string): SearchResult[] {
  const lower = term.trim().toLowerCase()
  if (lower === '') return []
  return people.flatMap((title, index) => {
    const start = title.toLowerCase().indexOf(lower)
    const titleHighlights: TextRange[] = [{ start, end: start + lower.length }]
    const group = index < 3 ? 'Persons' : 'Employments'
    return start < 0 ? [] : [{ id: title, title, titleHighlights, detail: 'Hamburg', group }]
  })
}

/** Titles and details of any length. */
export const LongNames: Story = {
  render: () => (
    <div style={{ maxWidth: 360, minHeight: 320 }}>
      <SearchCombobox
        isReady
        label="Search everything"
        results={people.map((title) => ({
          id: title,
          title: `${title} ${'von und zu Schillingsfürst-Langenburg '.repeat(3)}`,
          detail: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
          group: 'Persons',
        }))}
        term="a"
        onSelect={() => undefined}
        onTermChange={() => undefined}
      />
    </div>
  ),
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('combobox'))
    await expect(canvas.getAllByRole('option')).toHaveLength(people.length)
  },
}

const select = fn((_id: string) => undefined)

function Searching({ isReady = true }: { isReady?: boolean }) {
  const [term, setTerm] = useState('')
  return (
    <div style={{ maxWidth: 360, minHeight: 260 }}>
      <SearchCombobox
        slashFocus
        isReady={isReady}
        label="Search everything"
        progress={isReady ? undefined : { rows: 30_000, total: 95_000 }}
        results={isReady ? found(term) : []}
        term={term}
        onSelect={({ id }) => select(id)}
        onTermChange={setTerm}
      />
    </div>
  )
}

/** Arrows move through what is found, Enter picks, Escape closes, then empties. */
export const Combobox: Story = {
  render: () => <Searching />,
  play: async ({ canvas }) => {
    select.mockClear()
    await userEvent.keyboard('/')
    const box = canvas.getByRole('combobox', { name: 'Search everything' })
    await expect(box).toHaveFocus()
    await expect(box).toHaveAttribute('aria-expanded', 'false')
    await userEvent.keyboard('ad')
    await expect(box).toHaveAttribute('aria-expanded', 'true')
    const options = canvas.getAllByRole('option')
    await expect(options.map((option) => option.textContent)).toEqual([
      'Ada LovelaceHamburg',
      'Adam RieseHamburg',
      'Konrad ZuseHamburg',
    ])
    await expect(canvas.getAllByText('Ad')[0]?.tagName).toBe('MARK')
    await userEvent.keyboard('{ArrowDown}')
    await expect(box).toHaveAttribute('aria-activedescendant', options[1]?.id ?? '')
    await expect(options[1]).toHaveAttribute('aria-selected', 'true')
    await userEvent.keyboard('{Enter}')
    await expect(select).toHaveBeenCalledWith('Adam Riese')
    await expect(box).toHaveAttribute('aria-expanded', 'false')
    await userEvent.keyboard('{ArrowDown}')
    await expect(box).toHaveAttribute('aria-expanded', 'true')
    await userEvent.keyboard('{Escape}')
    await expect(box).toHaveAttribute('aria-expanded', 'false')
    await expect(box).toHaveValue('ad')
    await userEvent.keyboard('{Escape}')
    await expect(box).toHaveValue('')
    await userEvent.keyboard('grace')
    await userEvent.click(canvas.getByRole('option', { name: /Grace Hopper/ }))
    await expect(select).toHaveBeenLastCalledWith('Grace Hopper')
  },
}

export const NothingFound: Story = {
  render: () => <Searching />,
  play: async ({ canvas }) => {
    await userEvent.type(canvas.getByRole('combobox'), 'xyz')
    await expect(canvas.getByText('Nothing found for “xyz”.')).toBeVisible()
    await expect(canvas.getByText('0 results')).toBeInTheDocument()
  },
}

/** The index is still being made. */
export const Preparing: Story = {
  render: () => <Searching isReady={false} />,
  play: async ({ canvas }) => {
    await userEvent.type(canvas.getByRole('combobox'), 'ada')
    await expect(canvas.getByText('Search is getting ready…')).toBeVisible()
    await expect(canvas.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '30000')
  },
}

const create = fn()

function Palette() {
  const [open, setOpen] = useState(false)
  const [term, setTerm] = useState('')
  usePaletteKey(() => setOpen(true))
  return (
    <>
      <Button variant="outline" onClick={() => setOpen(true)}>
        Open
      </Button>
      <CommandPalette
        isReady
        commands={[
          { id: 'new', title: 'New person', keywords: 'add create', shortcut: 'N', run: create },
          { id: 'theme', title: 'Dark theme', run: () => undefined },
        ]}
        open={open}
        results={found(term)}
        term={term}
        onOpenChange={setOpen}
        onSelect={({ id }) => select(id)}
        onTermChange={setTerm}
      />
    </>
  )
}

/** Ctrl-K opens it: rows and commands in one list. */
export const CommandPaletteStory: Story = {
  name: 'Command palette',
  render: () => <Palette />,
  play: async ({ canvas }) => {
    select.mockClear()
    create.mockClear()
    await userEvent.keyboard('{Control>}k{/Control}')
    const dialog = within(await screen.findByRole('dialog', { name: 'Search and commands' }))
    const box = dialog.getByRole('combobox', { name: 'Search and commands' })
    await waitFor(() => expect(box).toHaveFocus())
    await expect(dialog.getAllByRole('option')).toHaveLength(2)
    await userEvent.keyboard('add')
    await expect(dialog.getAllByRole('option')).toHaveLength(1)
    await userEvent.keyboard('{Enter}')
    await expect(create).toHaveBeenCalledTimes(1)
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await userEvent.click(canvas.getByRole('button', { name: 'Open' }))
    const again = within(await screen.findByRole('dialog'))
    await userEvent.clear(again.getByRole('combobox'))
    await userEvent.type(again.getByRole('combobox'), 'turing')
    await userEvent.keyboard('{Enter}')
    await expect(select).toHaveBeenCalledWith('Alan Turing')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await userEvent.keyboard('{Control>}k{/Control}')
    await screen.findByRole('dialog')
  },
}
