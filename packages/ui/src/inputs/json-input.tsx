'use client'

import type { FieldKind } from '@throughline/schema'
import { jsonCodec } from '@throughline/schema/adapter'
import { useState } from 'react'
import { classNames } from '../class-names.ts'
import { useUiTexts } from '../use-ui-texts.ts'
import { areaClass, type FieldInputProps, nativeAttributes } from './control.ts'
import { emptyValue } from '../form-values.ts'

/** What the JSON of a kind looks like. */
const placeholders: Readonly<Partial<Record<FieldKind, string>>> = {
  array: '[…, …]',
  map: '[[…, …], […, …]]',
  object: '{ … }',
  record: '{ … }',
  set: '[…, …]',
  tuple: '[…, …]',
}

/**
 * Any other value, as JSON; a text that does not parse is told and never becomes a value.
 *
 * Dates are ISO texts, sets lists, maps lists of pairs; in a union, `{ "$date": … }` and the like tell what is meant.
 */
export function JsonInput(props: FieldInputProps) {
  const { spec, value, onChange, onBlur, onParseError } = props
  const { field } = useUiTexts()
  const { encode, decode } = jsonCodec(spec, 'input')
  const [draft, setDraft] = useState<string>()
  const [broken, setBroken] = useState(false)
  const change = (text: string) => {
    setDraft(text)
    const parsed = parse(text)
    setBroken(!parsed.ok)
    onParseError?.(parsed.ok ? undefined : field.invalidJson(parsed.reason ?? field.doesNotParse))
    if (parsed.ok) onChange(text.trim() === '' ? emptyValue(spec) : decode(parsed.value))
  }
  return (
    <textarea
      // Code reads from left to right in every language.
      dir="ltr"
      {...nativeAttributes(props)}
      className={classNames(areaClass, 'tl:font-mono tl:sm:text-xs')}
      placeholder={placeholders[spec.kind] ?? 'JSON'}
      rows={4}
      spellCheck={false}
      value={draft ?? toJson(encode(value))}
      onBlur={() => {
        if (!broken) setDraft(undefined)
        onBlur?.()
      }}
      onChange={(event) => change(event.target.value)}
    />
  )
}

type Parsed = { ok: true; value: unknown } | { ok: false; reason: string | undefined }

function parse(text: string): Parsed {
  if (text.trim() === '') return { ok: true, value: undefined }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : undefined }
  }
}

function toJson(value: unknown): string {
  return value === undefined || value === null ? '' : JSON.stringify(value, undefined, 2)
}
