import type { Meta, StoryObj } from '@storybook/react-vite'
import { Receipt } from 'lucide-react'
import { useState } from 'react'
import { expect, fn, screen, userEvent, waitFor } from 'storybook/test'
import { IconTile } from './avatar.tsx'
import { Badge } from './badge.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { EntityCard } from './entity-card.tsx'
import { EntityForm } from './entity-form.tsx'
import { columnsFromSpecs } from './entity-table-columns.ts'
import { EntityTable } from './entity-table.tsx'
import { LocaleProvider } from './locale.tsx'
import { SearchBox } from './search-box.tsx'
import { Tabs } from './tabs.tsx'
import { sampleModel, type Subscription, subscription } from './testing/sample-model.ts'

const { fields, variants } = sampleModel.entities.subscriptions

/** Everything stands mirrored where one reads from right to left; codes and figures keep their order. */
const meta = {
  title: 'App/Right to left',
  globals: { dir: 'rtl' },
  decorators: [
    (Story) => (
      <LocaleProvider locale="ar">
        <Story />
      </LocaleProvider>
    ),
  ],
} satisfies Meta

export default meta

type Story = StoryObj

const box = (element: Element) => element.getBoundingClientRect()

/** `a` stands before `b`: to the right of it. */
async function stands(a: Element, b: Element) {
  await expect(box(a).left).toBeGreaterThanOrEqual(box(b).right - 0.5)
}

export const Card: Story = {
  render: () => (
    <div style={{ maxWidth: 520 }}>
      <EntityCard
        badges={<Badge variant="destructive">متأخر</Badge>}
        fields={['price', 'seats', 'startsOn', 'country', 'iban', 'autoRenew']}
        media={<IconTile icon={Receipt} />}
        row={subscription}
        schema={variants.insert}
        specs={fields}
        subtitle="خطة الفريق"
        title="شركة الشمال"
        onDelete={fn()}
        onSave={fn()}
      />
    </div>
  ),
  play: async ({ canvas }) => {
    const title = canvas.getByRole('heading', { name: 'شركة الشمال' })
    const edit = canvas.getByRole('button', { name: /^Edit/ })
    await stands(title, canvas.getByText('متأخر'))
    await stands(title, edit)
    await stands(edit, canvas.getByRole('button', { name: /^Delete/ }))
    // A code reads from left to right, masked or not.
    const shown = canvas.getByText('DE•• •••• •••• 3000').closest('[dir]')
    await expect(shown).toHaveAttribute('dir', 'ltr')
    await stands(canvas.getByText('DE•• •••• •••• 3000'), canvas.getByRole('button', { name: 'Show IBAN' }))
  },
}

export const Form: Story = {
  render: () => (
    <div style={{ maxWidth: 560 }}>
      <EntityForm
        defaultValues={subscription}
        label="اشتراك"
        // Sound: the insert variant takes what a row is made of.
        schema={variants.insert as never}
        specs={fields}
        onCancel={fn()}
        onSubmit={fn()}
      />
    </div>
  ),
  play: async ({ canvas }) => {
    const name = canvas.getByRole('textbox', { name: /^Name/ })
    const [label] = [...document.querySelectorAll(`label[for="${name.id}"]`)]
    if (!label) throw new Error('The field has no label.')
    await expect(Math.abs(box(label).right - box(name).right)).toBeLessThan(1)
    const country = canvas.getByRole('combobox', { name: /^Country/ })
    const arrows = country.parentElement?.querySelector('svg')
    if (!arrows) throw new Error('The list has no arrows.')
    await expect(box(arrows).left - box(country).left).toBeLessThan(16)
    const toggle = canvas.getByRole('switch', { name: /renew/i })
    await expect(getComputedStyle(toggle, '::before').right).toBe('2px')
    await stands(canvas.getByRole('button', { name: 'Cancel' }), canvas.getByRole('button', { name: 'Save' }))
  },
}

const columns = columnsFromSpecs<Subscription>(fields, ['name', 'country', 'status', 'seats', 'price'])
const pinned = columns.map((column, index) => Object.assign({}, column, { pinned: index === 0, size: 240 }))

export const Table: Story = {
  render: () => (
    <div style={{ maxWidth: 640 }}>
      <EntityTable
        scrollsSideways
        columns={pinned}
        height={360}
        label="عملاء"
        rowAt={(index) => ({ ...subscription, name: `عميل ${index + 1}`, seats: index + 1 })}
        total={10_000}
        onRowOpen={fn()}
      />
    </div>
  ),
  play: async ({ canvas }) => {
    const [first, second] = canvas.getAllByRole('columnheader')
    if (!first || !second) throw new Error('There are no heads.')
    await stands(first, second)
    const grid = canvas.getByRole('grid')
    const before = box(first).right
    // Where one reads from right to left, further is less than nothing.
    grid.scrollTo({ left: -400 })
    await waitFor(() => expect(box(second).right).toBeGreaterThan(before))
    await expect(Math.abs(box(first).right - before)).toBeLessThan(1)
    const cells = canvas.getAllByRole('gridcell')
    const head = cells.find((cell) => cell.textContent === 'عميل 1')
    await expect(head && Math.abs(box(head).right - before)).toBeLessThan(1)
  },
}

export const Search: Story = {
  render: function Searching() {
    const [value, setValue] = useState('بحث')
    return <SearchBox label="بحث" value={value} onValueChange={setValue} />
  },
  play: async ({ canvas }) => {
    const field = canvas.getByRole('searchbox')
    const glass = field.parentElement?.querySelector('svg')
    if (!glass) throw new Error('The field has no glass.')
    await expect(box(field).right - box(glass).right).toBeLessThan(20)
    await expect(box(canvas.getByRole('button')).left - box(field).left).toBeLessThan(12)
  },
}

export const OfTabs: Story = {
  name: 'Tabs',
  render: () => (
    <Tabs
      items={[
        { value: 'a', label: 'عناوين', content: 'عناوين' },
        { value: 'b', label: 'حسابات', content: 'حسابات' },
      ]}
      label="أقسام"
    />
  ),
  play: async ({ canvas }) => {
    const [first, second] = canvas.getAllByRole('tab')
    if (!first || !second) throw new Error('There are no tabs.')
    await stands(first, second)
  },
}

export const OfDialog: Story = {
  name: 'Dialog',
  render: function Opening() {
    const [open, setOpen] = useState(false)
    return (
      <>
        <Button onClick={() => setOpen(true)}>فتح</Button>
        <Dialog description="لا يمكن التراجع عن هذا." open={open} title="حذف العنوان" onOpenChange={setOpen}>
          <Button onClick={() => setOpen(false)}>تم</Button>
        </Dialog>
      </>
    )
  },
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'فتح' }))
    const dialog = await screen.findByRole('dialog')
    await waitFor(() => expect(dialog).toBeVisible())
    const close = screen.getByRole('button', { name: 'Close' })
    await waitFor(() => expect(box(close).left - box(dialog).left).toBeLessThan(24))
    await expect(Math.abs((box(dialog).left + box(dialog).right) / 2 - innerWidth / 2)).toBeLessThan(12)
  },
}
