'use client'

import { useId, useMemo } from 'react'
import { countryCodes, currencyCodes } from '../codes.ts'
import { emptyValue, isSwitch } from '../form-values.ts'
import { valueLabel } from '../field-specs.ts'
import { countryName, currencyName, toText } from '../format.ts'
import { useLocale } from '../locale.tsx'
import { useUiTexts } from '../use-ui-texts.ts'
import { BooleanInput } from './boolean-input.tsx'
import { controlAttributes, type FieldInputProps, leavesGroup, nativeAttributes } from './control.ts'
import { SelectFrame } from './select-frame.tsx'

/** One of the values that a choice offers. */
interface Choice {
  readonly value: string
  readonly label: string
}

/** One of an enum's values: radio buttons for up to three, a list for more. */
export function EnumInput(props: FieldInputProps) {
  const texts = useUiTexts()
  const choices = (props.spec.values ?? []).map((value) => ({
    value,
    label: valueLabel(props.spec, value, texts.value),
  }))
  return <FewOrMany {...props} choices={choices} />
}

function FewOrMany(props: ChoiceProps) {
  const { choices, spec } = props
  const asRadios = choices.length <= 3 && !spec.nullable && !spec.optional
  return asRadios ? <RadioGroup {...props} /> : <NativeSelect {...props} />
}

/** One of a literal's values, whatever they are; a switch for `true`. */
export function LiteralInput(props: FieldInputProps) {
  const { spec, onChange } = props
  if (!isSwitch(spec)) return <LiteralChoice {...props} />
  return <BooleanInput {...props} onChange={(on) => onChange(on === true ? on : emptyValue(spec))} />
}

/** A choice of values that are not texts: it holds them as JSON. */
function LiteralChoice({ value, onChange, ...props }: FieldInputProps) {
  const { literals = [] } = props.spec
  const texts = useUiTexts()
  const choices = literals.map((literal) => ({
    value: JSON.stringify(literal),
    label: valueLabel(props.spec, literal, texts.value),
  }))
  const isNone = value === undefined || (value === null && !literals.includes(null))
  return (
    <FewOrMany
      {...props}
      choices={choices}
      value={isNone ? value : JSON.stringify(value)}
      onChange={(text) => onChange(typeof text === 'string' ? JSON.parse(text) : text)}
    />
  )
}

/** A country, held as its two-letter code: one of those that the field allows, or of all. */
export function CountryInput(props: FieldInputProps) {
  const locale = useLocale()
  const { values = countryCodes } = props.spec
  const choices = useMemo(() => namedChoices(values, countryName, locale), [values, locale])
  return <NativeSelect {...props} choices={choices} />
}

/** A currency, held as its three-letter code: one of those that the field allows, or of all. */
export function CurrencyInput(props: FieldInputProps) {
  const locale = useLocale()
  const { values = currencyCodes } = props.spec
  const choices = useMemo(
    () =>
      namedChoices(values, currencyName, locale).map(({ value, label }) => ({
        value,
        label: `${value} – ${label}`,
      })),
    [values, locale],
  )
  return <NativeSelect {...props} choices={choices} />
}

function namedChoices(
  codes: readonly string[],
  nameOf: (code: string, locale: string) => string,
  locale: string,
): Choice[] {
  const { compare } = new Intl.Collator(locale)
  return codes
    .map((value) => ({ value, label: nameOf(value, locale) }))
    .toSorted((a, b) => compare(a.label, b.label))
}

type ChoiceProps = FieldInputProps & { choices: readonly Choice[] }

function RadioGroup(props: ChoiceProps) {
  const { choices, disabled, id, onBlur, onChange, required, spec, value } = props
  const name = useId()
  return (
    <div
      {...controlAttributes(props)}
      aria-required={required || undefined}
      className="tl-reset tl:flex tl:min-h-9 tl:flex-wrap tl:items-center tl:gap-x-5 tl:gap-y-2"
      data-field={spec.name}
      id={id}
      role="radiogroup"
      onBlur={leavesGroup(onBlur)}
    >
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="tl-reset tl:flex tl:cursor-pointer tl:items-center tl:gap-2 tl:text-sm tl:has-disabled:cursor-not-allowed"
        >
          <input
            checked={value === choice.value}
            className="tl:m-0 tl:size-4 tl:shrink-0 tl:cursor-pointer tl:rounded-full tl:accent-primary tl:outline-none tl:focus-visible:ring-2 tl:focus-visible:ring-ring tl:focus-visible:ring-offset-2 tl:focus-visible:ring-offset-background tl:dark:scheme-dark"
            disabled={disabled}
            name={name}
            type="radio"
            value={choice.value}
            onChange={() => onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  )
}

function NativeSelect({ choices, ...props }: ChoiceProps) {
  const { spec, value, onChange } = props
  const { field, value: words } = useUiTexts()
  const current = toText(value)
  // A stored value that the list does not know stays selected, so that saving a form loses nothing.
  const unknown = current !== '' && !choices.some((choice) => choice.value === current)
  const mayBeEmpty = spec.nullable || spec.optional
  return (
    <SelectFrame
      {...nativeAttributes(props)}
      className={current === '' ? 'tl:text-muted-foreground' : undefined}
      value={current}
      onChange={(event) => onChange(event.target.value === '' ? emptyValue(spec) : event.target.value)}
    >
      {(mayBeEmpty || current === '') && (
        <option disabled={!mayBeEmpty} value="">
          {mayBeEmpty ? words.none : field.choose}
        </option>
      )}
      {unknown && <option value={current}>{current}</option>}
      {choices.map((choice) => (
        <option key={choice.value} className="tl:bg-popover tl:text-popover-foreground" value={choice.value}>
          {choice.label}
        </option>
      ))}
    </SelectFrame>
  )
}
