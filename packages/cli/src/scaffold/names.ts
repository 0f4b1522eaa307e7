import { toCamelCase, toPascalCase, toSingular } from '@throughline/schema'
import { CliError } from '../cli-error.ts'

/** An entity's names, as the files of a domain write them. */
export interface EntityNames {
  /** `orderLines` */
  readonly plural: string
  readonly singular: string
  /** `OrderLine` */
  readonly type: string
  /** `OrderLines` */
  readonly types: string
  /** `order-lines` */
  readonly folder: string
  /** `order-line` */
  readonly file: string
}

/** Words of the language, and names that the code of a domain has in any case. */
const taken: ReadonlySet<string> = new Set(
  'any as async await break case catch class const continue default delete do else entity enum export extends finally for function if import in instanceof interface let meta new null package private protected public return row static store story super switch syncStatus this throw try type typeof var void while with yield'.split(
    ' ',
  ),
)

/** Names from what was typed: `order-lines`, `orderLines` or `orderLine`. @throws {CliError} `usage` */
export function entityNames(typed: string): EntityNames {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(typed)) {
    throw new CliError(
      'usage',
      `"${typed}" is no name of an entity.`,
      'Write it in letters and digits, such as orderLines.',
    )
  }
  const camel = toCamelCase(typed)
  const singular = toSingular(camel)
  if (taken.has(singular)) {
    throw new CliError(
      'usage',
      `An entity cannot be called "${singular}": the code has another meaning for that word.`,
      `Say more, such as ${singular === 'class' ? 'schoolClasses' : `customer${toPascalCase(singular)}s`}.`,
    )
  }
  const plural = singular === camel ? pluralOf(camel) : camel
  return {
    plural,
    singular,
    type: toPascalCase(singular),
    types: toPascalCase(plural),
    folder: kebab(plural),
    file: kebab(singular),
  }
}

function pluralOf(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
  return /(?:s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`
}

function kebab(camel: string): string {
  return camel.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
}
