'use client'

import { personsModel } from '@throughline/persons'
import { useStore } from '@throughline/persons/collections'
import { ColumnsDialog, FiltersDialog } from '@throughline/ui'
import { ImportDialog } from '@throughline/ui/csv'
import type { InsertOf } from '@throughline/persons/ui'
import { send } from '../send.ts'
import { inTurns } from './rows.ts'
import type { Panel } from './tools.tsx'
import { columnNames, defaultLayout, type useView } from './use-view.ts'

interface PanelsProps {
  panel: Panel | undefined
  onPanelChange: (panel: Panel | undefined) => void
  view: ReturnType<typeof useView>
}

/** The dialogs of the directory; loaded when the first of them is opened. */
export function Panels({ panel, onPanelChange, view }: PanelsProps) {
  const { specs, setView, layout, filterable, filters } = view
  const shows = (name: Panel) => ({
    open: panel === name,
    onOpenChange: (open: boolean) => onPanelChange(open ? name : undefined),
  })
  return (
    <>
      <ColumnsDialog
        {...shows('columns')}
        columns={specs.filter(({ name }) => columnNames.some((each) => each === name))}
        layout={layout ?? defaultLayout}
        onLayoutChange={(next) => setView({ layout: next })}
        onReset={() => setView({ layout: undefined })}
      />
      <FiltersDialog
        {...shows('filters')}
        filters={filters}
        specs={filterable}
        onFiltersChange={(next) => setView({ filters: next })}
      />
      <PersonsImport {...shows('import')} />
    </>
  )
}

/** Rows that are sent before their answers are waited for. */
const batch = 100

function PersonsImport(props: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const store = useStore()
  const { fields, variants } = personsModel.entities.persons
  return (
    <ImportDialog
      {...props}
      defaults={newKey}
      schema={variants.insert}
      specs={fields}
      onImport={async (rows, onProgress) => {
        for (let done = 0; done < rows.length; done += batch) {
          const answers: Promise<unknown>[] = []
          await inTurns(rows.slice(done, done + batch), (row) => {
            // Sound: the dialog hands on what this schema accepted.
            const write = store.insert('persons', row as InsertOf<'persons'>)
            answers.push(write.confirmed)
            send(write)
          })
          await Promise.all(answers)
          onProgress(Math.min(rows.length, done + batch))
        }
      }}
    />
  )
}

const newKey = () => ({ id: crypto.randomUUID() })
