import type { AST } from '@eslint-community/regexpp'

type Class = AST.CharacterClass | AST.CharacterSet | AST.ExpressionCharacterClass

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index))

const printable = range(0x20, 0x7e)
const plain = new Set(printable.filter((character) => /[A-Za-z0-9]/.test(character)))

/** Characters looked for where no printable ASCII is in a class: a few of a script will do. */
const enough = 200

/** The characters of a class: those that texts are made of as a rule, and all that are known. */
export interface Characters {
  readonly usual: readonly string[]
  readonly all: readonly string[]
}

/** What a class matches: what ASCII has of it, letters and digits as a rule where it is wide; or else the first that there are. */
export function charactersOf(node: Class, flags: string): Characters {
  const expression = new RegExp(`^(?:${node.raw})$`, flags)
  const all = printable.filter((character) => expression.test(character))
  if (all.length > 0) {
    const wide = 'negate' in node ? node.negate : node.type === 'CharacterSet' && node.kind === 'any'
    const usual = wide ? all.filter((character) => plain.has(character)) : all
    return { usual: usual.length > 0 ? usual : all, all }
  }
  const words = stringsOf(node).filter((word) => expression.test(word))
  const found = words.length > 0 ? words : firstOf(expression, flags)
  return { usual: found, all: found }
}

/** The strings that a class of the `v` flag spells out, such as `\q{ab|c}`. */
function stringsOf(node: Class): string[] {
  if (node.type !== 'CharacterClass') return []
  return node.elements.flatMap((element) =>
    element.type === 'ClassStringDisjunction'
      ? element.alternatives.map(({ elements }) =>
          elements.map(({ value }) => String.fromCodePoint(value)).join(''),
        )
      : [],
  )
}

function firstOf(expression: RegExp, flags: string): string[] {
  const found: string[] = []
  // Without a Unicode flag a class holds single UTF-16 units.
  const last = flags === '' ? 0xffff : 0x10ffff
  for (let code = 0; code <= last && found.length < enough; code += 1) {
    const isSurrogate = code >= 0xd800 && code <= 0xdfff
    if (!isSurrogate && expression.test(String.fromCodePoint(code))) found.push(String.fromCodePoint(code))
  }
  return found
}
