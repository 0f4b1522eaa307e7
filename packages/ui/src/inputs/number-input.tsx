'use client'

import { useState } from 'react'
import { classNames } from '../class-names.ts'
import { formatNumber, toText } from '../format.ts'
import { parseNumber } from '../parse-number.ts'
import { useLocale } from '../locale.tsx'
import { type FieldInputProps, lineClass, nativeAttributes } from './control.ts'

/** A number, typed as the locale writes it; grouped once one leaves it. */
export function NumberInput(props: FieldInputProps) {
  return <NumberBox {...props} className={lineClass} />
}

/** An amount, with the code of its currency beside it. */
export function MoneyInput(props: FieldInputProps) {
  return (
    <div className="tl-reset tl:relative">
      <NumberBox {...props} className={classNames(lineClass, props.currency !== undefined && 'tl:pe-14')} />
      {props.currency !== undefined && (
        <span
          aria-hidden
          className="tl-reset tl:pointer-events-none tl:absolute tl:inset-y-0 tl:end-3 tl:flex tl:items-center tl:text-xs tl:text-muted-foreground"
        >
          {props.currency}
        </span>
      )}
    </div>
  )
}

function NumberBox({ className, ...props }: FieldInputProps & { className: string }) {
  const { spec, value, onChange, onBlur } = props
  const locale = useLocale()
  // While one types, the text is theirs: "1." must not turn into "1".
  const [draft, setDraft] = useState<string>()
  const change = (text: string) => {
    setDraft(text)
    const parsed = parseNumber(text, locale)
    onChange(parsed === undefined && spec.nullable ? null : parsed)
  }
  return (
    <input
      autoComplete="off"
      {...nativeAttributes(props)}
      className={classNames(className, 'tl:tabular-nums')}
      inputMode={spec.integer && (spec.min ?? -1) >= 0 ? 'numeric' : 'decimal'}
      type="text"
      value={draft ?? (typeof value === 'number' ? formatNumber(value, locale) : toText(value))}
      onBlur={() => {
        setDraft(undefined)
        onBlur?.()
      }}
      onChange={(event) => change(event.target.value)}
    />
  )
}
