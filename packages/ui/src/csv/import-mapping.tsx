'use client'

import type { FieldSpec } from '@throughline/schema'
import { useEffect, useId, useMemo, useState } from 'react'
import { Button } from '../button.tsx'
import { FieldValue } from '../field-value.tsx'
import { formatNumber } from '../format.ts'
import { SelectFrame } from '../inputs/select-frame.tsx'
import { useLocale } from '../locale.tsx'
import { Spinner } from '../spinner.tsx'
import type { StandardSchema } from '../standard-schema.ts'
import { useSentence } from '../use-sentence.ts'
import { useUiTexts } from '../use-ui-texts.ts'
import { useCsvTexts } from './csv-texts.ts'
import type { CsvTable } from './csv.ts'
import { type CheckedRows, checkRows, type CsvMapping, type FaultyRow, guessMapping } from './import-rows.ts'

interface ImportMappingProps {
  table: CsvTable
  specs: readonly FieldSpec[]
  schema: StandardSchema
  defaults: () => object
  onBack: () => void
  onImport: (rows: readonly object[]) => void
}

/** Asks which column goes into which field, and says what becomes of the rows. */
export function ImportMapping({ table, specs, onBack, onImport, ...options }: ImportMappingProps) {
  const texts = useCsvTexts()
  const locale = useLocale()
  const [mapping, setMapping] = useState<CsvMapping>(() => guessMapping(specs, table.header))
  const checked = useCheckedRows({ table, specs, mapping, ...options })
  return (
    <div className="tl-reset tl:flex tl:min-w-0 tl:flex-col tl:gap-5">
      <fieldset className="tl-reset tl:grid tl:grid-cols-1 tl:gap-3 tl:@md:grid-cols-2">
        <legend className="tl-reset tl:mb-2 tl:font-medium">{texts.mapping}</legend>
        {specs.map((spec) => (
          <ColumnChoice
            key={spec.name}
            column={mapping[spec.name]}
            header={table.header}
            spec={spec}
            onChange={(column) => setMapping({ ...mapping, [spec.name]: column })}
          />
        ))}
      </fieldset>
      {checked ? (
        <Findings checked={checked} specs={specs} />
      ) : (
        <span className="tl-reset tl:flex tl:items-center tl:gap-2 tl:text-muted-foreground" role="status">
          <Spinner />
          {texts.checking}
        </span>
      )}
      <div className="tl-reset tl:flex tl:justify-end tl:gap-2">
        <Button variant="ghost" onClick={onBack}>
          {texts.back}
        </Button>
        <Button
          disabled={!checked || checked.valid.length === 0}
          onClick={() => checked && onImport(checked.valid)}
        >
          {texts.import(formatNumber(checked?.valid.length ?? 0, locale))}
        </Button>
      </div>
    </div>
  )
}

type CheckInput = Pick<ImportMappingProps, 'defaults' | 'schema' | 'specs' | 'table'> & {
  mapping: CsvMapping
}

/** The rows as the schema finds them; undefined while it looks. */
function useCheckedRows({ table, specs, schema, defaults, mapping }: CheckInput): CheckedRows | undefined {
  const locale = useLocale()
  const words = useUiTexts()
  const sentence = useSentence()
  const [checked, setChecked] = useState<{ of: CsvMapping; rows: CheckedRows }>()
  const say = useMemo(() => ({ required: words.field.required, sentence }), [words, sentence])
  useEffect(() => {
    const abort = new AbortController()
    checkRows(table, {
      specs,
      schema,
      defaults,
      mapping,
      locale,
      words: words.value,
      say,
      signal: abort.signal,
    }).then(
      (rows) => {
        if (!abort.signal.aborted) setChecked({ of: mapping, rows })
      },
      () => undefined,
    )
    return () => abort.abort()
  }, [table, specs, schema, defaults, mapping, locale, words, say])
  return checked?.of === mapping ? checked.rows : undefined
}

interface ColumnChoiceProps {
  spec: FieldSpec
  header: readonly string[]
  column: number | undefined
  onChange: (column: number | undefined) => void
}

function ColumnChoice({ spec, header, column, onChange }: ColumnChoiceProps) {
  const texts = useCsvTexts()
  const id = useId()
  return (
    <div className="tl-reset tl:flex tl:min-w-0 tl:flex-col tl:gap-1">
      <label className="tl-reset tl:text-xs tl:text-muted-foreground" htmlFor={id}>
        {texts.column(spec.label)}
      </label>
      <SelectFrame
        id={id}
        value={column ?? ''}
        onChange={({ target: { value } }) => onChange(value === '' ? undefined : Number(value))}
      >
        <option value="">{texts.leaveOut}</option>
        {header.map((name, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- two columns may have one name
          <option key={index} value={index}>
            {name}
          </option>
        ))}
      </SelectFrame>
    </div>
  )
}

/** Rows that are shown of those that are right, and of those that are not. */
const shown = { valid: 5, faulty: 50 }

function Findings({ checked, specs }: { checked: CheckedRows; specs: readonly FieldSpec[] }) {
  const texts = useCsvTexts()
  const locale = useLocale()
  const { valid, faulty } = checked
  const count = (number: number) => formatNumber(number, locale)
  return (
    <>
      <p className="tl-reset tl:font-medium" role="status">
        {texts.valid(count(valid.length))}
        {faulty.length > 0 && (
          <span className="tl:text-destructive">{` · ${texts.faulty(count(faulty.length))}`}</span>
        )}
      </p>
      {faulty.length > 0 && <Faults faulty={faulty} specs={specs} />}
      {valid.length > 0 && <Preview rows={valid.slice(0, shown.valid)} specs={specs} />}
    </>
  )
}

const cell = 'tl-reset tl:px-3 tl:py-1.5 tl:text-start tl:align-top'
const head = `${cell} tl:text-muted-foreground`
const frame = 'tl-reset tl:max-h-56 tl:overflow-auto tl:rounded-md tl:border tl:border-border'

function Faults({ faulty, specs }: { faulty: readonly FaultyRow[]; specs: readonly FieldSpec[] }) {
  const texts = useCsvTexts()
  const locale = useLocale()
  const rest = faulty.length - shown.faulty
  const labelOf = (name: string | undefined) => specs.find((spec) => spec.name === name)?.label
  return (
    // It scrolls, so that the keys must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div aria-label={texts.faults} className={frame} role="region" tabIndex={0}>
      <table className="tl-reset tl:w-full tl:border-collapse tl:text-[0.8125rem]">
        <caption className="tl-reset tl:px-3 tl:py-1.5 tl:text-start tl:font-medium">{texts.faults}</caption>
        <thead>
          <tr>
            <th className={head} scope="col">
              {texts.row}
            </th>
            <th className={head} scope="col">
              {texts.problem}
            </th>
          </tr>
        </thead>
        <tbody>
          {faulty.slice(0, shown.faulty).map(({ line, issues }) => (
            <tr key={line} className="tl:border-t tl:border-border">
              <th className={cell} scope="row">
                {line}
              </th>
              <td className={cell}>
                {issues.map(({ path, message }) => withLabel(labelOf(path[0]), message)).join(' ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && (
        <p className="tl-reset tl:px-3 tl:py-1.5 tl:text-muted-foreground">
          {texts.more(formatNumber(rest, locale))}
        </p>
      )}
    </div>
  )
}

/** Names the field, where the message does not do so itself. */
function withLabel(label: string | undefined, message: string): string {
  return label === undefined || message.includes(label) ? message : `${label}: ${message}`
}

function Preview({ rows, specs }: { rows: readonly object[]; specs: readonly FieldSpec[] }) {
  const texts = useCsvTexts()
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so that the keys must reach it
    <div aria-label={texts.preview} className={frame} role="region" tabIndex={0}>
      <table className="tl-reset tl:w-full tl:border-collapse tl:text-[0.8125rem] tl:whitespace-nowrap">
        <thead>
          <tr>
            {specs.map(({ name, label }) => (
              <th key={name} className={head} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => {
            const values: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(row))
            return (
              // oxlint-disable-next-line react/no-array-index-key -- a few lines that never move
              <tr key={index} className="tl:border-t tl:border-border">
                {specs.map((spec) => (
                  <td key={spec.name} className={cell}>
                    <FieldValue spec={spec} value={values[spec.name]} />
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
