'use client'

import { useId, useState } from 'react'
import { Button } from '../button.tsx'
import { formatNumber } from '../format.ts'
import { areaClass } from '../inputs/control.ts'
import { useLocale } from '../locale.tsx'
import { useCsvTexts } from './csv-texts.ts'
import { type CsvTable, readCsv } from './csv.ts'

interface ImportFileProps {
  limit: number
  onRead: (table: CsvTable) => void
}

/** Asks for the file, or its text. */
export function ImportFile({ limit, onRead }: ImportFileProps) {
  const texts = useCsvTexts()
  const id = useId()
  const [text, setText] = useState('')
  const { read, problem } = useReading(limit, onRead)
  return (
    <div className="tl-reset tl:flex tl:flex-col tl:gap-4">
      <div className="tl-reset tl:flex tl:flex-col tl:gap-1.5">
        <label className="tl-reset tl:font-medium" htmlFor={`${id}-file`}>
          {texts.file}
        </label>
        <input
          accept=".csv,.tsv,.txt,text/csv"
          className="tl:w-full tl:cursor-pointer tl:rounded-md tl:border tl:border-dashed tl:border-input tl:p-4 tl:text-sm tl:outline-none tl:focus-visible:ring-2 tl:focus-visible:ring-ring"
          id={`${id}-file`}
          type="file"
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file) void read(file.text())
          }}
        />
      </div>
      <div className="tl-reset tl:flex tl:flex-col tl:gap-1.5">
        <label className="tl-reset tl:font-medium" htmlFor={`${id}-text`}>
          {texts.paste}
        </label>
        <textarea
          className={areaClass}
          id={`${id}-text`}
          rows={5}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {problem !== undefined && (
        <p className="tl-reset tl:text-destructive" role="alert">
          {problem}
        </p>
      )}
      <div className="tl-reset tl:flex tl:justify-end">
        <Button disabled={text.trim() === ''} onClick={() => void read(text)}>
          {texts.preview}
        </Button>
      </div>
    </div>
  )
}

/** Reads a file's text, and says what is wrong with it. */
function useReading(limit: number, onRead: (table: CsvTable) => void) {
  const texts = useCsvTexts()
  const locale = useLocale()
  const [problem, setProblem] = useState<string>()
  const read = async (given: Promise<string> | string) => {
    try {
      const table = await readCsv(await given)
      const count = table.rows.length
      if (count === 0) setProblem(texts.empty)
      else if (count > limit)
        setProblem(texts.tooMany(formatNumber(count, locale), formatNumber(limit, locale)))
      else onRead(table)
    } catch {
      setProblem(texts.unreadable)
    }
  }
  return { read, problem }
}
