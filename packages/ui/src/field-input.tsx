'use client'

import type { FieldKind, FieldMeta, FieldSpec } from '@throughline/schema'
import type { ComponentType } from 'react'
import { inputSpec } from './form-values.ts'
import { BigintInput } from './inputs/bigint-input.tsx'
import { BooleanInput } from './inputs/boolean-input.tsx'
import { CountryInput, CurrencyInput, EnumInput, LiteralInput } from './inputs/choice-input.tsx'
import type { FieldInputProps } from './inputs/control.ts'
import { DateInput, DateObjectInput, DateTimeInput } from './inputs/date-input.tsx'
import { JsonInput } from './inputs/json-input.tsx'
import { MoneyInput, NumberInput } from './inputs/number-input.tsx'
import { TextareaInput, TextInput } from './inputs/text-input.tsx'

/** A form control for one field. */
export type FieldInputComponent = ComponentType<FieldInputProps>

const inputsByKind = {
  any: JsonInput,
  array: JsonInput,
  bigint: BigintInput,
  boolean: BooleanInput,
  date: DateObjectInput,
  enum: EnumInput,
  lazy: JsonInput,
  literal: LiteralInput,
  map: JsonInput,
  number: NumberInput,
  object: JsonInput,
  record: JsonInput,
  set: JsonInput,
  string: TextInput,
  tuple: JsonInput,
  union: JsonInput,
} satisfies Record<FieldKind, FieldInputComponent>

const inputsByWidget = {
  country: CountryInput,
  currency: CurrencyInput,
  money: MoneyInput,
  textarea: TextareaInput,
} satisfies Record<NonNullable<FieldMeta['widget']>, FieldInputComponent>

const inputsByFormat: Readonly<Record<string, FieldInputComponent>> = {
  date: DateInput,
  datetime: DateTimeInput,
}

/** The control that a field gets: by its widget, else by its string format, else by the kind of what is written. */
export function inputFor(given: FieldSpec): FieldInputComponent {
  const spec = inputSpec(given)
  const { widget } = spec.meta
  // An amount that is written as a text is typed as that text.
  if (widget && (widget !== 'money' || spec.kind === 'number')) return inputsByWidget[widget]
  if (spec.kind === 'string' && spec.format !== undefined) return inputsByFormat[spec.format] ?? TextInput
  return inputsByKind[spec.kind]
}

const inputsOfManyLines: ReadonlySet<FieldInputComponent> = new Set([JsonInput, TextareaInput])

/** Whether a field's control is of many lines. */
export function isBlock(spec: FieldSpec): boolean {
  return inputsOfManyLines.has(inputFor(spec))
}

/** The form control of a field, without label or message. */
export function FieldInput(props: FieldInputProps) {
  const Input = inputFor(props.spec)
  return <Input {...props} spec={inputSpec(props.spec)} />
}
