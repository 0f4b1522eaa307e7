import type { Meta, StoryObj } from '@storybook/react-vite'
import { useEffect, useState } from 'react'
import { expect, fn, screen, userEvent, waitFor, within } from 'storybook/test'
import { Button } from './button.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import { Conflicts, type WaitingConflict } from './conflicts.tsx'
import { sampleModel, subscription } from './testing/sample-model.ts'

const { fields } = sampleModel.entities.subscriptions

const resolve = fn(async (_choice: unknown): Promise<void> => undefined)
const change = fn()

const meta = {
  title: 'Entity/ConflictDialog',
  component: ConflictDialog,
  // Each is modal: on one page they would stand in front of one another.
  parameters: { docs: { story: { inline: false, iframeHeight: 640 } } },
  args: {
    open: true,
    name: 'Nordlicht Logistik',
    specs: fields,
    fields: ['name'],
    base: subscription,
    mine: { name: 'Nordlicht Spedition' },
    theirs: { ...subscription, name: 'Nordlicht Logistik & Söhne' },
    onOpenChange: change,
    onResolve: resolve,
  },
  beforeEach: () => {
    resolve.mockReset()
    change.mockReset()
  },
} satisfies Meta<typeof ConflictDialog>

export default meta

type Story = StoryObj<typeof meta>

/** The dialog, once it has faded in. */
async function dialog(name: string | RegExp = /^Conflicting changes/) {
  const found = await screen.findByRole('dialog', { name })
  await waitFor(() => expect(found).toBeVisible())
  return within(found)
}

/** Nothing is chosen beforehand; the keyboard alone is enough. */
export const OneField: Story = {
  play: async () => {
    const within_ = await dialog()
    const group = within_.getByRole('radiogroup', { name: 'Name' })
    await expect(group).toHaveAccessibleDescription('Before: Nordlicht Logistik')
    const mine = within_.getByRole('radio', { name: /^Mine\s*Nordlicht Spedition$/ })
    const theirs = within_.getByRole('radio', { name: /^Theirs\s*Nordlicht Logistik & Söhne$/ })
    await waitFor(() => expect(mine).toHaveFocus())
    await expect(mine).not.toBeChecked()
    await expect(theirs).not.toBeChecked()
    await userEvent.keyboard('{Enter}')
    await expect(await within_.findByText('Choose one of the two.')).toBeVisible()
    await expect(group).toHaveAccessibleDescription('Before: Nordlicht Logistik Choose one of the two.')
    await expect(resolve).not.toHaveBeenCalled()
    await userEvent.keyboard('{ArrowDown}')
    await expect(theirs).toBeChecked()
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(resolve).toHaveBeenCalledWith('theirs'))
  },
}

const many = {
  fields: ['name', 'plan', 'price', 'autoRenew', 'endsOn'],
  mine: { name: 'Nordlicht Spedition', plan: 'free', price: 0, autoRenew: false, endsOn: '2027-03-31' },
  theirs: {
    ...subscription,
    name: 'Nordlicht AG',
    plan: 'enterprise',
    price: 19_900,
    endsOn: '2028-12-31',
    autoRenew: true,
  },
} as const

/** A choice for each field; both sides whole by one press. */
export const ManyFields: Story = {
  tags: ['phone'],
  args: many,
  play: async () => {
    const within_ = await dialog()
    await userEvent.click(within_.getByRole('button', { name: 'All theirs' }))
    await expect(within_.getAllByRole('radio', { checked: true })).toHaveLength(5)
    await userEvent.click(within_.getByRole('radio', { name: /^Mine\s*€0/ }))
    await userEvent.click(within_.getByRole('button', { name: 'Save choice' }))
    await waitFor(() => expect(resolve).toHaveBeenCalledTimes(1))
    await expect(resolve).toHaveBeenCalledWith({
      name: 'Nordlicht AG',
      plan: 'enterprise',
      price: 0,
      autoRenew: true,
      endsOn: '2028-12-31',
    })
    await userEvent.click(within_.getByRole('button', { name: 'All mine' }))
    await userEvent.click(within_.getByRole('button', { name: 'Save choice' }))
    await waitFor(() => expect(resolve).toHaveBeenLastCalledWith('mine'))
  },
}

const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
const sentence = 'The branch in Oslo pays for itself, and asks for its own copy of each invoice. '

export const LongValues: Story = {
  tags: ['phone'],
  args: {
    fields: ['name', 'notes', 'settings'],
    mine: { name: `${long} mbH`, notes: sentence.repeat(5), settings: { sso: true, region: 'eu-north-1' } },
    theirs: {
      ...subscription,
      name: `${long} & Co. KG`,
      notes: sentence.repeat(7),
      settings: { sso: false },
    },
  },
}

const ibans = {
  fields: ['iban'],
  mine: { iban: 'DE02120300000000202051' },
  theirs: { ...subscription, iban: 'DE02500105170137075030' },
}

/** Masked until one asks to see them: the page does not hold them before. */
export const Sensitive: Story = {
  args: ibans,
  play: async () => {
    const within_ = await dialog()
    await expect(document.body.textContent).not.toContain('0000 0020')
    await expect(within_.getByRole('radio', { name: /^Mine\s*DE•• •••• •••• 2051$/ })).toBeVisible()
    await userEvent.click(within_.getByRole('button', { name: 'Show IBAN' }))
    await expect(within_.getByText('DE02 1203 0000 0000 2020 51')).toBeVisible()
    await expect(within_.getByText('DE02 5001 0517 0137 0750 30')).toBeVisible()
    await userEvent.click(within_.getByRole('button', { name: 'Hide IBAN' }))
    await expect(document.body.textContent).not.toContain('0000 0020')
  },
}

/** Escape leaves it undecided. */
export const Undecided: Story = {
  play: async () => {
    const within_ = await dialog()
    await userEvent.click(within_.getByRole('radio', { name: /^Mine/ }))
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(change).toHaveBeenCalledWith(false))
    await userEvent.click(within_.getByRole('button', { name: 'Decide later' }))
    await expect(change).toHaveBeenCalledTimes(2)
    await expect(resolve).not.toHaveBeenCalled()
  },
}

/** A deletion that met a change. */
export const Deleted: Story = {
  tags: ['phone'],
  args: { fields: [], mine: null },
  play: async () => {
    const within_ = await dialog()
    await expect(within_.getByText('Nordlicht Logistik & Söhne')).toBeVisible()
    await userEvent.click(within_.getByRole('button', { name: 'Delete anyway' }))
    await waitFor(() => expect(resolve).toHaveBeenLastCalledWith('mine'))
    await userEvent.click(within_.getByRole('button', { name: 'Keep it' }))
    await waitFor(() => expect(resolve).toHaveBeenLastCalledWith('theirs'))
  },
}

export const Refused: Story = {
  play: async () => {
    resolve.mockRejectedValueOnce(new Error('This name is too long.'))
    const within_ = await dialog()
    await userEvent.click(within_.getByRole('radio', { name: /^Mine/ }))
    await userEvent.click(within_.getByRole('button', { name: 'Save choice' }))
    await expect(await within_.findByRole('alert')).toHaveTextContent('This name is too long.')
  },
}

/** A choice that was made in view of another value does not stand for the new one. */
export const ChangedAgain: Story = {
  render: function Again(args) {
    const [theirs, setTheirs] = useState(args.theirs)
    useEffect(() => {
      const listen = () => setTheirs({ ...subscription, name: 'Nordlicht Holding' })
      document.addEventListener('changed-again', listen)
      return () => document.removeEventListener('changed-again', listen)
    }, [])
    return <ConflictDialog {...args} theirs={theirs} />
  },
  play: async () => {
    const within_ = await dialog()
    await userEvent.click(within_.getByRole('radio', { name: /^Theirs/ }))
    document.dispatchEvent(new Event('changed-again'))
    const theirs = await within_.findByRole('radio', { name: /^Theirs\s*Nordlicht Holding$/ })
    await expect(theirs).not.toBeChecked()
    await userEvent.click(within_.getByRole('button', { name: 'Save choice' }))
    await expect(resolve).not.toHaveBeenCalled()
  },
}

export const Dark: Story = { args: many, globals: { theme: 'dark' } }

export const Phone: Story = {
  args: many,
  globals: { viewport: { value: 'mobile1', isRotated: false } },
}

export const RightToLeft: Story = {
  args: { ...ibans, fields: ['iban', 'name'], mine: { ...ibans.mine, name: 'نورديش للنقل' } },
  decorators: [
    (Story) => {
      useEffect(() => {
        document.documentElement.dir = 'rtl'
        return () => document.documentElement.removeAttribute('dir')
      }, [])
      return <Story />
    },
  ],
}

function waitingConflicts(done: (id: string) => void): WaitingConflict[] {
  const details = { specs: fields, base: subscription, fields: ['name'], name: 'Nordlicht Logistik' }
  const theirs = { ...subscription, name: 'Nordlicht AG' }
  const one = (id: string, mine: string): WaitingConflict => ({
    ...details,
    id,
    mine: { name: mine },
    theirs,
    resolve: (choice) => {
      void resolve(choice)
      done(id)
    },
  })
  return [one('1', 'Erste Wahl'), one('2', 'Zweite Wahl')]
}

function Queue() {
  const [done, setDone] = useState<readonly string[]>([])
  const conflicts = waitingConflicts((id) => setDone((ids) => [...ids, id]))
  return (
    <div style={{ display: 'flex', gap: 8 }}>
      <Conflicts conflicts={conflicts.filter(({ id }) => !done.includes(id))} />
      <Button variant="outline">Elsewhere</Button>
    </div>
  )
}

/** The quiet entry beside the sync status opens them one after the other. */
export const Waiting: Story = {
  render: () => <Queue />,
  play: async ({ canvas }) => {
    const entry = canvas.getByRole('button', { name: '2 conflicts to decide' })
    await userEvent.click(entry)
    await dialog('Conflicting changes (1 of 2)')
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    await expect(entry).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    const first = await screen.findByRole('radio', { name: /Erste Wahl$/ })
    await waitFor(() => expect(first).toHaveFocus())
    await userEvent.keyboard(' {Enter}')
    const second = await screen.findByRole('radio', { name: /Zweite Wahl$/ })
    await dialog('Conflicting changes (2 of 2)')
    await waitFor(() => expect(second).toHaveFocus())
    await expect(second).not.toBeChecked()
    await userEvent.keyboard('{ArrowDown}{Enter}')
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    await expect(canvas.queryByRole('button', { name: /to decide$/ })).not.toBeInTheDocument()
    await expect(resolve.mock.calls).toEqual([['mine'], ['theirs']])
    await userEvent.tab()
    await expect(canvas.getByRole('button', { name: 'Elsewhere' })).toHaveFocus()
  },
}
