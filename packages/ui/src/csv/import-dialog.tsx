'use client'

import type { FieldSpec } from '@throughline/schema'
import { useMemo, useState } from 'react'
import { Button } from '../button.tsx'
import { Dialog } from '../dialog.tsx'
import { visibleSpecs } from '../field-specs.ts'
import { useSpecs } from '../field-texts.ts'
import { formatNumber } from '../format.ts'
import { useLocale } from '../locale.tsx'
import { ProgressPanel } from '../notices.tsx'
import type { StandardSchema } from '../standard-schema.ts'
import { useErrorMessage } from '../use-error-message.ts'
import { useCsvTexts } from './csv-texts.ts'
import type { CsvTable } from './csv.ts'
import { ImportFile } from './import-file.tsx'
import { ImportMapping } from './import-mapping.tsx'

export interface ImportDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The entity's fields; keys, foreign keys and what the server keeps are not asked for. */
  specs: readonly FieldSpec[]
  /** Standard Schema of a row: the entity's insert variant. */
  schema: StandardSchema
  /** The values of a new row that the file does not have, such as its id. */
  defaults?: () => object
  /** Saves rows that the schema has accepted; `onProgress` says how many are. */
  onImport: (rows: readonly object[], onProgress: (done: number) => void) => Promise<void>
  /** Most rows at once; 10,000 unless said otherwise. */
  limit?: number
}

type Step =
  | { readonly name: 'file' }
  | { readonly name: 'mapping'; readonly table: CsvTable }
  | { readonly name: 'importing'; readonly done: number; readonly total: number }
  | { readonly name: 'done'; readonly count: number }
  | { readonly name: 'failed'; readonly error: unknown }

/** Takes rows from a CSV file: which column is which field, what is wrong with which row, and then those that are right. */
export function ImportDialog(props: ImportDialogProps) {
  const { open, onOpenChange } = props
  const texts = useCsvTexts()
  return (
    <Dialog
      className="tl:max-w-2xl!"
      description={texts.note}
      open={open}
      title={texts.title}
      onOpenChange={onOpenChange}
    >
      <ImportSteps {...props} />
    </Dialog>
  )
}

function ImportSteps({ specs: given, onOpenChange, onImport, limit = 10_000, ...props }: ImportDialogProps) {
  const all = useSpecs(given)
  const specs = useMemo(() => visibleSpecs(all), [all])
  const texts = useCsvTexts()
  const locale = useLocale()
  const errorMessage = useErrorMessage()
  const [step, setStep] = useState<Step>({ name: 'file' })
  const run = async (rows: readonly object[]) => {
    const total = rows.length
    setStep({ name: 'importing', done: 0, total })
    try {
      await onImport(rows, (done) => setStep({ name: 'importing', done, total }))
      setStep({ name: 'done', count: total })
    } catch (error) {
      setStep({ name: 'failed', error })
    }
  }
  if (step.name === 'file')
    return <ImportFile limit={limit} onRead={(table) => setStep({ name: 'mapping', table })} />
  if (step.name === 'mapping') {
    return (
      <ImportMapping
        defaults={props.defaults ?? none}
        schema={props.schema}
        specs={specs}
        table={step.table}
        onBack={() => setStep({ name: 'file' })}
        onImport={(rows) => void run(rows)}
      />
    )
  }
  if (step.name === 'importing')
    return <ProgressPanel done={step.done} title={texts.importing} total={step.total} />
  return (
    <>
      {step.name === 'done' ? (
        <p className="tl-reset" role="status">
          {texts.done(formatNumber(step.count, locale))}
        </p>
      ) : (
        <p className="tl-reset tl:text-destructive" role="alert">
          {errorMessage(step.error)}
        </p>
      )}
      <div className="tl-reset tl:flex tl:justify-end">
        <Button onClick={() => onOpenChange(false)}>{texts.close}</Button>
      </div>
    </>
  )
}

const none = () => ({})
