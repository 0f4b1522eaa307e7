import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, fn, screen, userEvent, waitFor, within } from 'storybook/test'
import { Button } from './button.tsx'
import { arrangeColumns, type ColumnLayout, layoutText } from './column-layout.ts'
import { ColumnsDialog } from './columns-dialog.tsx'
import { columnsFromSpecs } from './entity-table-columns.ts'
import { EntityTable } from './entity-table.tsx'
import { type FieldFilters, filterConditions } from './field-filters.ts'
import { FilterChips } from './filter-chips.tsx'
import { FiltersDialog } from './filters-dialog.tsx'
import { german } from './german.ts'
import { KeyboardHelp, usePageKey } from './keyboard-help.tsx'
import { LanguageSelect } from './language-select.tsx'
import { Stack, Text } from './layout.tsx'
import { LocaleProvider } from './locale.tsx'
import { DeniedState, OfflineBanner, PendingBadge, ProgressPanel } from './notices.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { sampleModel, type Subscription, subscription } from './testing/sample-model.ts'

const meta = { title: 'App/Directory' } satisfies Meta

export default meta

type Story = StoryObj

const { fields } = sampleModel.entities.subscriptions
const names = ['name', 'country', 'status', 'startsOn', 'seats', 'autoRenew']
const columns = columnsFromSpecs<Subscription>(fields, names)
const specs = fields.filter(({ name }) => names.includes(name))

function rowAt(index: number): Subscription {
  return { ...subscription, id: String(index), name: `Customer ${index + 1}`, seats: index + 1 }
}

const open = fn((_name: string) => undefined)

function Selecting() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  return (
    <Stack gap="sm" style={{ height: 420 }}>
      <SelectionBar count={selected.size} onClear={() => setSelected(new Set())}>
        <Button size="sm" variant="outline">
          Edit
        </Button>
      </SelectionBar>
      <EntityTable
        columns={columns}
        label="Customers"
        rowAt={rowAt}
        selection={{
          selected,
          rowKey: (row) => row.id,
          rowName: (row) => row.name,
          onChange: setSelected,
          onSelectAll: () => setSelected(new Set(Array.from({ length: 500 }, (_, index) => String(index)))),
        }}
        total={500}
        onRowOpen={(row) => open(row.name)}
      />
    </Stack>
  )
}

/** Boxes, Space, Shift and the arrows, Ctrl-A for all, Escape for none. */
export const Selection: Story = {
  tags: ['phone'],
  render: () => <Selecting />,
  play: async ({ canvas }) => {
    open.mockClear()
    const grid = canvas.getByRole('grid', { name: 'Customers' })
    await expect(grid).toHaveAttribute('aria-multiselectable', 'true')
    await userEvent.click(canvas.getByRole('checkbox', { name: 'Select Customer 2' }))
    await expect(canvas.getByRole('toolbar', { name: '1 selected' })).toBeVisible()
    await userEvent.keyboard('{Shift>}')
    await userEvent.click(canvas.getByRole('checkbox', { name: 'Select Customer 4' }))
    await userEvent.keyboard('{/Shift}')
    await expect(open).not.toHaveBeenCalled()
    grid.focus()
    await userEvent.keyboard('{Home} ')
    await expect(canvas.getByRole('checkbox', { name: 'Select Customer 1' })).toBeChecked()
    await userEvent.keyboard('{Escape}')
    await expect(canvas.queryByRole('toolbar')).toBeNull()
    await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
    await expect(canvas.getByRole('toolbar', { name: '3 selected' })).toBeVisible()
    const all = canvas.getByRole('checkbox', { name: 'Select all' })
    await expect(all).toBePartiallyChecked()
    await userEvent.keyboard('{Control>}a{/Control}')
    await expect(canvas.getByRole('toolbar', { name: '500 selected' })).toBeVisible()
    await expect(all).toBeChecked()
    await userEvent.click(all)
    await expect(canvas.queryByRole('toolbar')).toBeNull()
    grid.focus()
    await userEvent.keyboard('{Home}{Enter}')
    await expect(open).toHaveBeenCalledWith('Customer 1')
  },
}

const start: ColumnLayout = [
  { name: 'name', pinned: true },
  { name: 'country' },
  { name: 'status', size: 240 },
]

function Arranging() {
  const [layout, setLayout] = useState(start)
  const [asking, setAsking] = useState(false)
  return (
    <Stack gap="sm" style={{ height: 420, maxWidth: 480 }}>
      <Stack direction="row" gap="sm">
        <Button variant="outline" onClick={() => setAsking(true)}>
          Columns
        </Button>
        <output>{layoutText(layout)}</output>
      </Stack>
      <ColumnsDialog
        columns={columns}
        layout={layout}
        open={asking}
        onLayoutChange={setLayout}
        onOpenChange={setAsking}
        onReset={() => setLayout(start)}
      />
      <EntityTable
        scrollsSideways
        columns={arrangeColumns(columns, layout)}
        label="Customers"
        rowAt={rowAt}
        total={500}
        onColumnResize={(name, size) =>
          setLayout((before) => before.map((each) => (each.name === name ? { ...each, size } : each)))
        }
      />
    </Stack>
  )
}

/** Columns are chosen, ordered, sized and pinned; then the table scrolls sideways. */
export const Columns: Story = {
  render: () => <Arranging />,
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Columns' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Columns' }))
    await userEvent.click(dialog.getByRole('checkbox', { name: 'Show Seats' }))
    await userEvent.click(dialog.getByRole('button', { name: 'Move Status up' }))
    await userEvent.click(dialog.getByRole('button', { name: 'Pin Status' }))
    await userEvent.click(dialog.getByRole('checkbox', { name: 'Show Country' }))
    await userEvent.click(dialog.getByRole('button', { name: 'Done' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await expect(canvas.getByRole('status')).toHaveTextContent('*name,*status:240,seats')
    const heads = canvas.getAllByRole('columnheader').map((head) => head.textContent)
    await expect(heads).toEqual(['Name', 'Status', 'Seats'])
    const grid = canvas.getByRole('grid')
    grid.scrollLeft = 400
    const [pinned] = canvas.getAllByRole('columnheader')
    const edge = Math.round((pinned?.getBoundingClientRect().left ?? 0) - grid.getBoundingClientRect().left)
    await expect(edge).toBeLessThan(3)
  },
}

function Filtering() {
  const [filters, setFilters] = useState<FieldFilters>({})
  const [asking, setAsking] = useState(false)
  return (
    <Stack gap="sm">
      <Button variant="outline" onClick={() => setAsking(true)}>
        Filters
      </Button>
      <FilterChips filters={filters} specs={specs} onFiltersChange={setFilters} />
      <FiltersDialog
        filters={filters}
        open={asking}
        specs={specs}
        onFiltersChange={setFilters}
        onOpenChange={setAsking}
      />
      <output>{JSON.stringify(filterConditions(specs, filters))}</output>
    </Stack>
  )
}

/** A control for each field: a text in it, some of its values, from and to. */
export const Filters: Story = {
  tags: ['phone'],
  render: () => <Filtering />,
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Filters' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Filters' }))
    await userEvent.type(dialog.getByLabelText('Name contains'), 'nord')
    await userEvent.click(dialog.getByRole('checkbox', { name: 'Past due' }))
    await userEvent.click(dialog.getByRole('checkbox', { name: 'Active' }))
    await userEvent.type(dialog.getByLabelText('Seats from'), '100')
    await userEvent.click(dialog.getByRole('button', { name: 'Done' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await expect(canvas.getByText('Status: Active, Past due')).toBeVisible()
    await expect(canvas.getByRole('status')).toHaveTextContent(
      '{"name":{"ilike":"%nord%"},"status":{"in":["active","past_due"]},"seats":{"gte":100}}',
    )
    await userEvent.click(canvas.getByRole('button', { name: 'Remove the filter Status' }))
    await expect(canvas.queryByText('Status: Active, Past due')).toBeNull()
  },
}

function Helping() {
  const [asking, setAsking] = useState(false)
  usePageKey('?', () => setAsking(true))
  return (
    <KeyboardHelp
      keys={[
        { keys: ['/'], does: 'Search' },
        { keys: ['Ctrl', 'K'], does: 'Search and commands' },
      ]}
      open={asking}
      onOpenChange={setAsking}
    />
  )
}

export const Keys: Story = {
  tags: ['phone'],
  render: () => <Helping />,
  play: async () => {
    await userEvent.keyboard('?')
    const dialog = within(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' }))
    await waitFor(() => expect(dialog.getByText('Search and commands')).toBeVisible())
  },
}

/** What stands in the way, or is not done yet. */
export const Notices: Story = {
  tags: ['phone'],
  render: () => (
    <Stack>
      <OfflineBanner offline pending={3} />
      <div>
        <PendingBadge />
      </div>
      <ProgressPanel done={4200} title="Loading persons" total={10_000} />
      <ProgressPanel done={4200} title="Loading" total={null} />
      <DeniedState />
    </Stack>
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getByText('3 changes waiting')).toBeVisible()
    await expect(canvas.getByText('4,200 of 10,000')).toBeVisible()
    await expect(canvas.getByText('Not allowed')).toBeVisible()
  },
}

function Switching() {
  const [language, setLanguage] = useState('en')
  return (
    <LocaleProvider locale={language} translations={language === 'de' ? germans : none}>
      <Stack>
        <LanguageSelect
          languages={[
            { value: 'en', label: 'English' },
            { value: 'de', label: 'Deutsch' },
          ]}
          value={language}
          onValueChange={setLanguage}
        />
        <Filtering />
        <DeniedState />
        <OfflineBanner offline pending={2} />
        <Text tone="muted">{subscription.name}</Text>
      </Stack>
    </LocaleProvider>
  )
}

const germans = [german]
const none: readonly (typeof german)[] = []

/** All texts change with the language, without losing what one has done. */
export const Languages: Story = {
  tags: ['phone'],
  render: () => <Switching />,
  play: async ({ canvas }) => {
    await expect(canvas.getByText('You are offline')).toBeVisible()
    await userEvent.selectOptions(canvas.getByRole('combobox', { name: 'Language' }), 'de')
    await expect(canvas.getByText('Sie sind offline')).toBeVisible()
    await expect(canvas.getByText('2 Änderungen warten')).toBeVisible()
    await expect(canvas.getByText('Nicht erlaubt')).toBeVisible()
    await expect(canvas.getByRole('combobox', { name: 'Sprache' })).toBeVisible()
  },
}
