import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { Avatar } from './avatar.tsx'
import { columnsFromSpecs } from './entity-table-columns.ts'
import { EntityTable, type EntityTableProps, type TableRange } from './entity-table.tsx'
import type { TableSort } from './entity-table-parts.tsx'
import { Stack, Text } from './layout.tsx'
import { SearchBox } from './search-box.tsx'
import { sampleModel, type Subscription, subscription } from './testing/sample-model.ts'

const { fields } = sampleModel.entities.subscriptions

const columns = columnsFromSpecs<Subscription>(
  fields,
  ['name', 'country', 'status', 'startsOn', 'seats', 'price'],
  {
    name: {
      width: 'minmax(0, 2fr)',
      cell: (row) => (
        <Stack direction="row" gap="sm">
          <Avatar name={row.name} size="sm" />
          <Text truncate as="span" weight="medium">
            {row.name}
          </Text>
        </Stack>
      ),
    },
  },
)

function rowAt(index: number): Subscription {
  const status = (['trial', 'active', 'past_due'] as const)[index % 3] ?? 'active'
  return { ...subscription, name: `Customer ${String(index + 1).padStart(5, '0')}`, status, seats: index + 1 }
}

const open = fn((_name: string) => undefined)
const report = fn((_range: TableRange) => undefined)

function Customers(props: Partial<EntityTableProps<Subscription>>) {
  const [sort, setSort] = useState<TableSort>({ field: 'name', direction: 'asc' })
  return (
    <EntityTable
      columns={columns}
      height={420}
      label="Customers"
      rowAt={rowAt}
      sort={sort}
      total={10_000}
      onRangeChange={report}
      onRowOpen={(row) => open(row.name)}
      onSortChange={setSort}
      {...props}
    />
  )
}

const meta = {
  title: 'Entity/EntityTable',
  component: Customers,
  beforeEach: () => {
    open.mockReset()
    report.mockReset()
  },
} satisfies Meta<typeof Customers>

export default meta

type Story = StoryObj<typeof meta>

export const TenThousand: Story = {
  tags: ['phone'],
  play: async ({ canvas }) => {
    const grid = canvas.getByRole('grid', { name: 'Customers' })
    await expect(grid).toHaveAttribute('aria-rowcount', '10001')
    await waitFor(() => expect(canvas.getByText('Customer 00001')).toBeVisible())
    // Few rows are mounted, however many there are.
    await expect(canvas.getAllByRole('row').length).toBeLessThan(40)
    await expect(report.mock.lastCall?.[0]).toMatchObject({ start: 0 })
  },
}

export const KeyboardNavigation: Story = {
  play: async ({ canvas }) => {
    const grid = canvas.getByRole('grid', { name: 'Customers' })
    await waitFor(() => expect(canvas.getByText('Customer 00001')).toBeVisible())
    grid.focus()
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}')
    await expect(open).toHaveBeenLastCalledWith('Customer 00002')
    await userEvent.keyboard('{End}')
    await waitFor(() => expect(canvas.getByText('Customer 10000')).toBeVisible())
    await userEvent.keyboard('{Enter}')
    await expect(open).toHaveBeenLastCalledWith('Customer 10000')
    const active = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')
    await expect(active).toHaveAttribute('aria-rowindex', '10001')
    await expect(report.mock.lastCall?.[0].end).toBe(10_000)
    await userEvent.keyboard('{PageUp}{Home}{Enter}')
    await expect(open).toHaveBeenLastCalledWith('Customer 00001')
    await waitFor(() => expect(canvas.getByText('Customer 00001')).toBeVisible())
  },
}

export const Sorting: Story = {
  play: async ({ canvas }) => {
    const header = () => canvas.getByRole('columnheader', { name: /^Name/ })
    await expect(header()).toHaveAttribute('aria-sort', 'ascending')
    const grid = canvas.getByRole('grid')
    grid.scrollTo({ top: 5000 })
    await waitFor(() => expect(canvas.queryByText('Customer 00001')).not.toBeInTheDocument())
    await userEvent.click(canvas.getByRole('button', { name: /^Name/ }))
    await expect(header()).toHaveAttribute('aria-sort', 'descending')
    await waitFor(() => expect(canvas.getByText('Customer 00001')).toBeVisible())
    await expect(open).not.toHaveBeenCalled()
  },
}

const nextFrame = async () => {
  await new Promise((resolve) => {
    requestAnimationFrame(resolve)
  })
}

/** Scrolled faster than anyone reads, the rows in view alone are drawn; at rest those around them too. */
export const Leaping: Story = {
  play: async ({ canvas }) => {
    const grid = canvas.getByRole('grid')
    const inView = Math.ceil(grid.clientHeight / 44) + 1
    const drawn = () => grid.querySelectorAll('[role=row]').length - 1
    const counts: number[] = []
    for (let step = 0; step < 12; step += 1) {
      grid.scrollBy({ top: 1500 })
      await nextFrame()
      await nextFrame()
      counts.push(drawn())
    }
    const first = Math.ceil((grid.scrollTop - 37) / 44)
    await expect(canvas.getByText(`Customer ${String(first + 2).padStart(5, '0')}`)).toBeVisible()
    // A step that comes late is taken for a rest.
    await expect(Math.min(...counts)).toBeLessThanOrEqual(inView)
    await waitFor(() => expect(drawn()).toBeGreaterThanOrEqual(inView + 2 * 8 - 2))
    await expect(drawn()).toBeLessThanOrEqual(inView + 2 * 8)
  },
}

function Searched(props: Partial<EntityTableProps<Subscription>>) {
  const [term, setTerm] = useState('')
  return (
    <Stack>
      <SearchBox label="Search customers" value={term} onValueChange={setTerm} />
      <Customers {...props} listKey={term} rowAt={(index) => rowAt(index + term.length)} />
    </Stack>
  )
}

/** While another list comes with each letter, the rows in view alone are drawn; at rest those around them too. */
export const Searching: Story = {
  render: (args) => <Searched {...args} />,
  play: async ({ canvas }) => {
    const grid = canvas.getByRole('grid')
    const inView = Math.ceil(grid.clientHeight / 44) + 1
    const drawn = () => grid.querySelectorAll('[role=row]').length - 1
    await waitFor(() => expect(drawn()).toBeGreaterThan(inView))
    canvas.getByRole('searchbox').focus()
    const counts: number[] = []
    for (const letter of 'custom') {
      await userEvent.keyboard(letter)
      counts.push(drawn())
    }
    await expect(canvas.getByText('Customer 00007')).toBeVisible()
    // A letter that comes late is taken for the last one.
    await expect(Math.min(...counts)).toBeLessThanOrEqual(inView)
    await waitFor(() => expect(drawn()).toBeGreaterThan(inView))
  },
}

export const One: Story = { tags: ['phone'], args: { total: 1 } }

export const LongNames: Story = {
  tags: ['phone'],
  args: {
    rowAt: (index) => ({
      ...rowAt(index),
      name: `Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ${index + 1}`,
      seats: 2 ** 50 + index,
    }),
  },
}

/** Rows that are not loaded are skeletons of the same height. */
export const NotLoaded: Story = {
  tags: ['phone'],
  args: { rowAt: (index) => (index < 4 ? rowAt(index) : undefined) },
}

export const Loading: Story = { tags: ['phone'], args: { total: 0, isLoading: true, rowAt: () => undefined } }

export const Empty: Story = { tags: ['phone'], args: { total: 0, empty: 'No customer matches “xyz”.' } }

export const Narrow: Story = {
  decorators: [
    (Story) => (
      <div style={{ width: 340 }}>
        <Story />
      </div>
    ),
  ],
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText('Customer 00001')).toBeVisible())
    await expect(canvas.getAllByRole('columnheader')).toHaveLength(1)
    const grid = canvas.getByRole('grid')
    await expect(grid.scrollWidth).toBe(grid.clientWidth)
  },
}
