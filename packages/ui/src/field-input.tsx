'use client'

import type { FieldKind, FieldMeta, FieldSpec } from '@throughline/schema'
import type { ComponentType } from 'react'
import { BooleanInput } from './inputs/boolean-input.tsx'
import { CountryInput, CurrencyInput, EnumInput } from './inputs/choice-input.tsx'
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
  boolean: BooleanInput,
  date: DateObjectInput,
  enum: EnumInput,
  number: NumberInput,
  object: JsonInput,
  record: JsonInput,
  string: TextInput,
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

/** The control that a field gets: by its widget, else by its string format, else by its kind. */
export function inputFor(spec: FieldSpec): FieldInputComponent {
  const { widget } = spec.meta
  if (widget) return inputsByWidget[widget]
  if (spec.kind === 'string' && spec.format !== undefined) return inputsByFormat[spec.format] ?? TextInput
  return inputsByKind[spec.kind]
}

/** The form control of a field, without label or message. */
export function FieldInput(props: FieldInputProps) {
  const Input = inputFor(props.spec)
  return <Input {...props} />
}
