import { StoreError } from '@throughline/schema'
import { keyText } from '../items/key-text.ts'

/** How an attribute's values are read back out of the text that ElectroDB makes of them. */
export type KeyFormat = (text: string) => unknown

/** The one function of ElectroDB's attributes that this file sets. */
interface ElectroAttributes {
  readonly model: {
    readonly schema: { readonly attributes: Readonly<Record<string, { format?: (text: string) => string }>> }
  }
}
/** What this file calls of an ElectroDB entity to see what came of it. */
interface ElectroKeys extends ElectroAttributes {
  readonly get: (key: object) => { readonly params: () => { readonly Key: Readonly<Record<string, string>> } }
}

/**
 * Has an ElectroDB entity write attributes into keys as the store does, where its `padding` would not: negative numbers,
 * fractions, bigints. ElectroDB has no option for it, so that what it makes of `sample` is compared once.
 *
 * @throws {StoreError} `not_configured` where the installed version of ElectroDB cannot be told.
 */
export function setKeyFormats(
  entity: unknown,
  formats: ReadonlyMap<string, KeyFormat>,
  sample: { readonly key: Readonly<Record<string, unknown>>; readonly pk: string; readonly sk: string },
): void {
  if (formats.size === 0) return
  // Sound: what is read of it is compared below, and a TypeError is one answer of the comparison.
  const electro = entity as ElectroKeys
  try {
    for (const [name, parse] of formats) {
      const attribute = electro.model.schema.attributes[name]
      // ElectroDB asks for absent values as well, and then leaves the answer out.
      if (attribute) attribute.format = (text) => (text === 'undefined' ? text : keyText(parse(text)))
    }
    const { Key } = electro.get(sample.key).params()
    if (Key['pk'] === sample.pk && Key['sk'] === sample.sk) return
  } catch (error) {
    throw unusable(error)
  }
  throw unusable()
}

function unusable(cause?: unknown): StoreError {
  return new StoreError(
    'not_configured',
    'This version of ElectroDB writes numbers into keys in a way of its own. Install electrodb 3.9.',
    { cause },
  )
}
