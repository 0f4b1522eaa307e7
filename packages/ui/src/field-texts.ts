import type { AnyEntity, FieldSpec, KeyField, ManagedField, ParentField, Row } from '@throughline/schema'
import { useContext } from 'react'
import { type FieldTexts, type Translation, TranslationsContext } from './texts.ts'

/** How a field reads: its label, or more of it; of an enum, each of its values too. */
type TextOf<TValue> = [TValue] extends [boolean | null | undefined]
  ? FieldText
  : [NonNullable<TValue>] extends [string]
    ? string extends NonNullable<TValue>
      ? FieldText
      : FieldText & object & { readonly values: Readonly<Record<NonNullable<TValue>, string>> }
    : FieldText

type FieldText = FieldTexts[string]

type Described<T extends AnyEntity> = Exclude<
  keyof Row<T> & string,
  KeyField<T> | ManagedField | ParentField<T>
>

/** The texts of an entity's fields: of all that people see, and of what the server keeps where an app shows it. */
export type EntityFieldTexts<T extends AnyEntity> = {
  readonly [F in Described<T>]: TextOf<Row<T>[F]>
} & { readonly [F in ManagedField]?: FieldText }

/** The fields of an entity in another language, for `translateTexts`; a field that is missing is a type error. */
export function translateFields<T extends AnyEntity & { readonly fields: readonly FieldSpec[] }>(
  entity: T,
  texts: EntityFieldTexts<T>,
): readonly [specs: readonly FieldSpec[], texts: FieldTexts] {
  // Sound: it has a text for each of its names.
  return [entity.fields, texts]
}

/** Field specs with their labels, helps and values in the language in force; the same array while that is the same. */
export function useSpecs(specs: readonly FieldSpec[]): readonly FieldSpec[] {
  return specsIn(specs, useContext(TranslationsContext))
}

export function specsIn(
  specs: readonly FieldSpec[],
  translations: readonly Translation[],
): readonly FieldSpec[] {
  for (const { fields = [] } of translations) {
    const found = fields.find(([of]) => of === specs)
    if (found) return localized(specs, found[1])
  }
  return specs
}

const known = new WeakMap<FieldTexts, readonly FieldSpec[]>()

function localized(specs: readonly FieldSpec[], texts: FieldTexts): readonly FieldSpec[] {
  const before = known.get(texts)
  if (before) return before
  const made = specs.map((spec) => {
    const text = texts[spec.name]
    return text === undefined ? spec : localizedSpec(spec, typeof text === 'string' ? { label: text } : text)
  })
  known.set(texts, made)
  return made
}

function localizedSpec(spec: FieldSpec, { label, help, values }: Exclude<FieldText, string>): FieldSpec {
  const meta = {
    ...spec.meta,
    ...(help !== undefined && { help }),
    ...(values && { valueLabels: { ...spec.meta.valueLabels, ...values } }),
  }
  return { ...spec, label, meta }
}
