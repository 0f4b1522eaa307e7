'use client'

import type { FieldSpec } from '@throughline/schema'
import { createContext, useContext } from 'react'

/** The texts of a package, by name: plain ones, and functions for those with something in them; tables may hold tables. */
export interface TextTable {
  // Sound for any arguments: each text's own are kept by `TextsOf`.
  readonly [name: string]: string | TextTable | ((...values: never[]) => string)
}

/** What a translation of a table holds: the same names, with texts of the same arguments. */
export type TextsOf<TTable> = {
  readonly [N in keyof TTable]: TTable[N] extends string
    ? string
    : TTable[N] extends (...values: infer TValues) => string
      ? (...values: TValues) => string
      : TextsOf<TTable[N]>
}

/** A package's texts as they are without a translation: in English. */
export interface Texts<TTable> {
  readonly english: TextsOf<TTable>
}

/** An entity's fields in another language, by name: the label, or more; those left out stay as they are. */
export type FieldTexts = Readonly<
  Record<
    string,
    | string
    | {
        readonly label: string
        readonly help?: string
        /** How each value of an enum reads. */
        readonly values?: Readonly<Record<string, string>>
      }
  >
>

/** Texts in another language; made by {@link translateTexts}, given to `LocaleProvider`. */
export interface Translation {
  readonly of: Texts<unknown>
  readonly texts: unknown
  /** Says a sentence of a schema or a server in the language; undefined for one that it does not know. */
  readonly sentence?: ((sentence: string) => string | undefined) | undefined
  /** The fields of entities, each by the specs of its model; made by `translateFields`. */
  readonly fields?: readonly (readonly [specs: readonly FieldSpec[], texts: FieldTexts])[] | undefined
}

/** Names the texts of a package or an app; `useTexts` reads them in the language in force. */
export function defineTexts<const TTable extends TextTable>(english: TTable): Texts<TTable> {
  // Sound: a table is its own translation.
  return { english: english as unknown as TextsOf<TTable> }
}

/** Gives the texts in another language; one that is missing, or of other arguments, is a type error. */
export function translateTexts<TTable>(
  texts: Texts<TTable>,
  translated: TextsOf<TTable>,
  options: Pick<Translation, 'fields' | 'sentence'> = {},
): Translation {
  return { of: texts, texts: translated, ...options }
}

const none: readonly Translation[] = []

export const TranslationsContext = createContext(none)

/** The texts in the language of the nearest `LocaleProvider`, in English where it has no translation of them. */
export function useTexts<TTable>(texts: Texts<TTable>): TextsOf<TTable> {
  return textsIn(texts, useContext(TranslationsContext))
}

function textsIn<TTable>({ english }: Texts<TTable>, translations: readonly Translation[]): TextsOf<TTable> {
  for (const { of, texts } of translations) {
    const found = counterpart(english, of.english, texts)
    // Sound: `translateTexts` takes what these texts ask for and nothing else.
    if (found !== undefined) return found as TextsOf<TTable>
  }
  return english
}

/** What stands in a translation where `wanted` stands in the English texts: all of it, or one of its tables. */
function counterpart(wanted: unknown, english: unknown, translated: unknown): unknown {
  if (wanted === english) return translated
  // Sound: both are tables of texts, with the same names.
  const [names, other] = [Object.entries(english as TextTable), translated as TextTable]
  return other[names.find(([, part]) => part === wanted)?.[0] ?? '']
}
