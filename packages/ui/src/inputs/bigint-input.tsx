'use client'

import { useState } from 'react'
import { classNames } from '../class-names.ts'
import { emptyValue } from '../form-values.ts'
import { formatNumber } from '../format.ts'
import { parseBigint } from '../parse-number.ts'
import { useLocale } from '../locale.tsx'
import { useUiTexts } from '../use-ui-texts.ts'
import { type FieldInputProps, lineClass, nativeAttributes } from './control.ts'

/** A whole number of any size, every digit kept; a text that is none is told and never becomes a value. */
export function BigintInput(props: FieldInputProps) {
  const { spec, value, onChange, onBlur, onParseError } = props
  const locale = useLocale()
  const { field } = useUiTexts()
  const [draft, setDraft] = useState<string>()
  const [broken, setBroken] = useState(false)
  const change = (text: string) => {
    setDraft(text)
    const parsed = parseBigint(text, locale)
    const failed = typeof parsed === 'string'
    setBroken(failed)
    onParseError?.(failed ? field.notWholeNumber(formatNumber(12_500n, locale)) : undefined)
    if (!failed) onChange(parsed ?? emptyValue(spec))
  }
  return (
    <input
      autoComplete="off"
      {...nativeAttributes(props)}
      className={classNames(lineClass, 'tl:tabular-nums')}
      // The digits of phones have no minus.
      inputMode={/^\d/.test(spec.lowest ?? '') ? 'numeric' : 'text'}
      type="text"
      value={draft ?? formatNumber(value ?? null, locale)}
      onBlur={() => {
        if (!broken) setDraft(undefined)
        onBlur?.()
      }}
      onChange={(event) => change(event.target.value)}
    />
  )
}
