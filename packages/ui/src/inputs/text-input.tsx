'use client'

import type { ComponentProps } from 'react'
import { emptyValue } from '../form-values.ts'
import { toText } from '../format.ts'
import { areaClass, type FieldInputProps, lineClass, nativeAttributes } from './control.ts'

type NativeProps = Pick<
  ComponentProps<'input'>,
  'autoCapitalize' | 'autoComplete' | 'inputMode' | 'spellCheck' | 'type'
>

const code: NativeProps = { autoCapitalize: 'off', spellCheck: false }

/** How the browser helps with each of Zod's string formats; the others are plain text. */
const formats: Readonly<Record<string, NativeProps>> = {
  email: { type: 'email', inputMode: 'email', autoComplete: 'email', ...code },
  url: { type: 'url', inputMode: 'url', autoComplete: 'url', ...code },
  e164: { type: 'tel', inputMode: 'tel', autoComplete: 'tel', ...code },
  time: { type: 'time' },
  uuid: code,
  guid: code,
  ipv4: { inputMode: 'decimal', ...code },
  ipv6: code,
  regex: { spellCheck: false },
}

const plain: NativeProps = { autoComplete: 'off', type: 'text' }

/** A string on one line. */
export function TextInput(props: FieldInputProps) {
  const { spec, value, onChange } = props
  const format = spec.format === undefined ? {} : formats[spec.format]
  return (
    <input
      {...plain}
      {...format}
      {...nativeAttributes(props)}
      className={lineClass}
      value={toText(value)}
      onChange={(event) => onChange(textValue(props, event.target.value))}
    />
  )
}

/** A string of many lines. */
export function TextareaInput(props: FieldInputProps) {
  return (
    <textarea
      {...nativeAttributes(props)}
      className={areaClass}
      rows={3}
      value={toText(props.value)}
      onChange={(event) => props.onChange(textValue(props, event.target.value))}
    />
  )
}

/** What a text stands for: an emptied field that may be missing is missing. */
function textValue({ spec }: FieldInputProps, text: string): unknown {
  return text === '' ? emptyValue(spec) : text
}
