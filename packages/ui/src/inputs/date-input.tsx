'use client'

import { useId, useRef } from 'react'
import { classNames } from '../class-names.ts'
import { toText } from '../format.ts'
import { useUiTexts } from '../use-ui-texts.ts'
import { type FieldInputProps, leavesGroup, lineClass, nativeAttributes } from './control.ts'
import { checkboxClass } from './boolean-input.tsx'

interface Conversion {
  readonly type: 'date' | 'datetime-local'
  readonly toText: (value: unknown) => string
  readonly fromText: (text: string) => unknown
}

const day: Conversion = { type: 'date', toText: toText, fromText: (text) => text }

const instant: Conversion = {
  type: 'datetime-local',
  toText: toLocalText,
  fromText: (text) => (text === '' ? '' : new Date(text).toISOString()),
}

const dateObject: Conversion = {
  type: 'date',
  toText: (value) =>
    value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString().slice(0, 10) : '',
  fromText: (text) => (text === '' ? undefined : new Date(text)),
}

/** A calendar day, held as an ISO date such as `2026-11-21`. */
export function DateInput(props: FieldInputProps) {
  return <DateControl {...props} conversion={day} />
}

/** A moment, shown in the reader's time zone and held as an ISO date-time in UTC. */
export function DateTimeInput(props: FieldInputProps) {
  return <DateControl {...props} conversion={instant} />
}

/** A calendar day, held as a `Date` at midnight in UTC. */
export function DateObjectInput(props: FieldInputProps) {
  return <DateControl {...props} conversion={dateObject} />
}

type DateControlProps = FieldInputProps & { conversion: Conversion }

function DateControl(props: DateControlProps) {
  return props.spec.nullable ? <NullableDate {...props} /> : <NativeDate {...props} />
}

function NativeDate({ conversion, ...props }: DateControlProps) {
  const change = (text: string) => {
    props.onChange(text === '' && props.spec.optional ? undefined : conversion.fromText(text))
  }
  return (
    <input
      {...nativeAttributes(props)}
      className={classNames(lineClass, 'tl:tabular-nums')}
      type={conversion.type}
      value={conversion.toText(props.value)}
      onChange={(event) => change(event.target.value)}
    />
  )
}

/** A date beside a "None" box: ticked, the value is null; unticked, a date is wanted. */
function NullableDate({ conversion, ...props }: DateControlProps) {
  const { value, onChange, onBlur, disabled, spec } = props
  const texts = useUiTexts()
  const noneId = useId()
  const group = useRef<HTMLDivElement>(null)
  const none = value === null || value === undefined
  const toggle = (checked: boolean) => {
    onChange(checked ? null : (conversion.fromText('') ?? ''))
    if (!checked) group.current?.querySelector('input')?.focus()
  }
  return (
    <div ref={group} className="tl-reset tl:flex tl:items-center tl:gap-3" onBlur={leavesGroup(onBlur)}>
      <input
        {...nativeAttributes({ ...props, onBlur: undefined })}
        aria-required={undefined}
        className={classNames(lineClass, 'tl:tabular-nums', none && 'tl:not-focus:text-muted-foreground')}
        type={conversion.type}
        value={none ? '' : conversion.toText(value)}
        onChange={(event) =>
          onChange(event.target.value === '' ? '' : conversion.fromText(event.target.value))
        }
      />
      <span className="tl-reset tl:flex tl:shrink-0 tl:items-center tl:gap-2">
        <input
          aria-label={texts.field.noneOf(spec.label)}
          checked={none}
          className={checkboxClass}
          disabled={disabled}
          id={noneId}
          type="checkbox"
          onChange={(event) => toggle(event.target.checked)}
        />
        <label className="tl-reset tl:cursor-pointer tl:text-sm tl:text-muted-foreground" htmlFor={noneId}>
          {texts.value.none}
        </label>
      </span>
    </div>
  )
}

function toLocalText(value: unknown): string {
  const date = new Date(toText(value))
  if (toText(value) === '' || Number.isNaN(date.getTime())) return ''
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}
