'use client'

import { createPersonsClientStore, StoreProvider, useSyncStatus } from '@throughline/persons/collections'
import { formatNumber, Icon, IconButton, ProgressPanel, useLocale } from '@throughline/ui'
import { ChartColumn, Table2 } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { Bar, BarChart, Pie, PieChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import { type Slice, useAges, useCities, useEmployment, useHires } from './use-tallies.ts'

/**
 * Charts over all rows, drawn anew as rows change.
 *
 * The pages load what belongs to a person with that person; here all of them are counted, so they have a store of their
 * own, which goes with the charts.
 */
export function Insights() {
  const [store] = useState(() => createPersonsClientStore({ url: '/api/trpc', load: 'all' }))
  useEffect(() => () => store.dispose(), [store])
  const { title, note } = useDemoTexts().insights
  const id = useId()
  return (
    <StoreProvider store={store}>
      <section aria-labelledby={id} className="flex flex-col gap-3">
        <div>
          <h2 className="text-base font-semibold" id={id}>
            {title}
          </h2>
          <p className="text-muted-foreground text-sm">{note}</p>
        </div>
        <Charts />
      </section>
    </StoreProvider>
  )
}

function Charts() {
  const texts = useDemoTexts().insights
  const { progress, entities, rows } = useSyncStatus()
  const ages = useAges()
  const cities = useCities()
  const hires = useHires()
  const [employed, others] = useEmployment()
  const waits = entities.employments.syncedAt === null
  return (
    <>
      {waits && <ProgressPanel done={progress?.rows ?? rows} title={texts.loading} total={null} />}
      <div className="grid gap-3 sm:grid-cols-2">
        <Chart
          label={texts.ages}
          name={texts.ages}
          note={texts.agesNote}
          slices={ages}
          unit={texts.persons}
        />
        <Chart
          label={texts.city}
          name={texts.cities}
          note={texts.citiesNote}
          slices={cities}
          unit={texts.persons}
          sideways
        />
        <Chart
          label={texts.year}
          name={texts.hires}
          note={texts.hiresNote}
          slices={hires}
          unit={texts.persons}
        />
        <Chart
          label={texts.state}
          name={texts.employment}
          note={texts.persons}
          round
          slices={[
            { name: texts.employed, count: employed },
            { name: texts.notEmployed, count: others },
          ]}
          unit={texts.persons}
        />
      </div>
    </>
  )
}

interface ChartProps {
  name: string
  note: string
  /** What a slice is: "Year". */
  label: string
  /** What is counted. */
  unit: string
  slices: readonly Slice[]
  sideways?: boolean
  round?: boolean
}

/** A chart, or the same as a table: for those who read, and for screen readers. */
function Chart(props: ChartProps) {
  const { name, note, slices, round } = props
  const texts = useDemoTexts().insights
  const [asTable, setAsTable] = useState(false)
  const id = useId()
  return (
    <figure aria-labelledby={id} className="border-border bg-card min-w-0 rounded-xl border p-4">
      <figcaption className="mb-2 flex items-start gap-2">
        <span className="min-w-0 grow">
          <span className="block text-sm font-medium" id={id}>
            {name}
          </span>
          <span className="text-muted-foreground block text-xs">{note}</span>
        </span>
        <IconButton
          icon={<Icon icon={asTable ? ChartColumn : Table2} />}
          label={`${asTable ? texts.chart : texts.table}: ${name}`}
          size="sm"
          onClick={() => setAsTable(!asTable)}
        />
      </figcaption>
      <div className="h-48">
        {asTable ? (
          <SliceTable {...props} />
        ) : (
          <div aria-hidden className="h-full text-xs">
            <ResponsiveContainer height="100%" width="100%">
              {round ? <Round slices={slices} /> : <Bars {...props} />}
            </ResponsiveContainer>
          </div>
        )}
      </div>
    </figure>
  )
}

const axis = {
  stroke: 'var(--muted-foreground)',
  tick: { fill: 'var(--muted-foreground)' },
  tickLine: false,
} as const

const tooltip = {
  contentStyle: {
    background: 'var(--popover)',
    border: '1px solid var(--border)',
    borderRadius: 8,
    color: 'var(--popover-foreground)',
  },
  cursor: { fill: 'var(--accent)' },
  isAnimationActive: false,
} as const

function Bars({ slices, unit, sideways }: ChartProps) {
  const locale = useLocale()
  const format = (value: number) => formatNumber(value, locale)
  return (
    <BarChart
      accessibilityLayer={false}
      data={[...slices]}
      layout={sideways ? 'vertical' : 'horizontal'}
      margin={{ top: 4, right: 8, bottom: 0, left: 0 }}
    >
      {sideways ? (
        <>
          <XAxis {...axis} hide type="number" />
          <YAxis {...axis} axisLine={false} dataKey="name" interval={0} type="category" width={124} />
        </>
      ) : (
        <>
          <XAxis {...axis} dataKey="name" />
          <YAxis {...axis} axisLine={false} tickFormatter={format} width={48} />
        </>
      )}
      <Tooltip {...tooltip} />
      <Bar dataKey="count" fill="var(--primary)" isAnimationActive={false} name={unit} radius={3} />
    </BarChart>
  )
}

function Round({ slices }: { slices: readonly Slice[] }) {
  const locale = useLocale()
  return (
    <PieChart accessibilityLayer={false}>
      <Pie
        data={slices.map(({ name, count }, index) => ({
          name: `${name}: ${formatNumber(count, locale)}`,
          count,
          fill: index === 0 ? 'var(--primary)' : 'var(--muted-foreground)',
        }))}
        dataKey="count"
        innerRadius="48%"
        isAnimationActive={false}
        label={({ name }) => String(name)}
        nameKey="name"
        outerRadius="70%"
        rootTabIndex={-1}
      />
    </PieChart>
  )
}

function SliceTable({ label, unit, slices, name }: ChartProps) {
  const locale = useLocale()
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so that the keys must reach it
    <div aria-label={name} className="h-full overflow-y-auto" role="region" tabIndex={0}>
      <table className="w-full text-sm">
        <thead>
          <tr className="text-muted-foreground text-left text-xs">
            <th scope="col">{label}</th>
            <th className="text-right" scope="col">
              {unit}
            </th>
          </tr>
        </thead>
        <tbody>
          {slices.map((slice) => (
            <tr key={slice.name} className="border-border border-t">
              <th className="py-1 text-left font-normal" scope="row">
                {slice.name}
              </th>
              <td className="text-right tabular-nums">{formatNumber(slice.count, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
