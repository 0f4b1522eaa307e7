import { type AST, RegExpParser } from '@eslint-community/regexpp'
import { type Characters, charactersOf } from './pattern-characters.ts'

/** Draws an integer from 0 to `limit - 1`. */
export type Below = (limit: number) => number

/** Texts that match one regular expression. */
export interface PatternText {
  /** Length of the shortest match, lookarounds aside. */
  readonly shortest: number
  readonly test: (text: string) => boolean
  /**
   * Draws a match.
   *
   * Lookarounds and word boundaries are not planned for: a text may miss them, so that `test` has the last word.
   */
  readonly draw: (below: Below, form: Form) => string
  /** All different texts of one length, by number; no two numbers give the same text. */
  readonly list: (form: Form) => { readonly size: number; readonly at: (index: number) => string }
}

/** What a text is to look like. */
export interface Form {
  /** Characters that it may be longer than the shortest match. */
  readonly spare: number
  /** All of them are used. */
  readonly isEager?: boolean
  /** Signs occur where any character may, and not letters and digits alone. */
  readonly isWide?: boolean
}

interface Writing {
  readonly below: Below
  readonly isEager: boolean
  readonly isWide: boolean
  readonly groups: Map<AST.CapturingGroup, string>
  spare: number
}

/** One part of a pattern. */
interface Piece {
  readonly shortest: number
  readonly write: (writing: Writing) => string
  /** Its different texts of one length, with some of `spare` used up. */
  readonly list: (spare: number, isWide: boolean) => Listing
}

interface Listing {
  readonly size: number
  readonly length: number
  readonly at: (index: number) => string
}

/** Numbers of texts are kept to what a double counts exactly. */
const most = 2 ** 52

/**
 * Reads a regular expression's source. Its flags are not known: `v` or `u` is taken where the source needs it.
 *
 * @throws {SyntaxError} for a source that is no regular expression.
 */
export function patternText(source: string): PatternText {
  const flags = flagsOf(source)
  const mode = flags === 'v' ? { unicodeSets: true } : { unicode: flags === 'u' }
  const { alternatives } = new RegExpParser().parsePattern(source, 0, source.length, mode)
  const piece = choice(alternatives, flags)
  const expression = new RegExp(source, flags)
  return {
    shortest: piece.shortest,
    test: (text) => expression.test(text),
    draw: (below, { spare, isEager = false, isWide = false }) =>
      piece.write({ below, isEager, isWide, spare, groups: new Map() }),
    list: ({ spare, isWide = false }) => piece.list(spare, isWide),
  }
}

function flagsOf(source: string): '' | 'u' | 'v' {
  if (!/\\[pPuk][{<]/.test(source)) return ''
  return /--|&&|\\q\{|\[[^\]]*\[/.test(source) && compiles(source, 'v')
    ? 'v'
    : compiles(source, 'u')
      ? 'u'
      : ''
}

function compiles(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags).flags === flags
  } catch {
    return false
  }
}

function fixed(text: string): Piece {
  return {
    shortest: text.length,
    write: () => text,
    list: () => ({ size: 1, length: text.length, at: () => text }),
  }
}

function choice(alternatives: readonly AST.Alternative[], flags: string): Piece {
  const pieces = alternatives.map(({ elements }) => sequence(elements.map((element) => part(element, flags))))
  const [only] = pieces
  if (only && pieces.length === 1) return only
  const shortest = Math.min(...pieces.map((piece) => piece.shortest))
  return {
    shortest,
    write: (writing) => {
      const fitting = pieces.filter((piece) => piece.shortest - shortest <= writing.spare)
      // Sound: the shortest alternative always fits.
      const piece = fitting[writing.below(fitting.length)] as Piece
      writing.spare -= piece.shortest - shortest
      return piece.write(writing)
    },
    list: (spare, isWide) => listChoice(pieces, shortest, spare, isWide),
  }
}

/** Alternatives of several lengths could meet in one text: those of one length, or the one with most texts, are listed. */
function listChoice(pieces: readonly Piece[], shortest: number, spare: number, isWide: boolean): Listing {
  const listings = pieces
    .filter((piece) => piece.shortest - shortest <= spare)
    .map((piece) => piece.list(spare - (piece.shortest - shortest), isWide))
  const best = listings.reduce((one, other) => (other.size > one.size ? other : one))
  const words = new Map<number, Set<string>>()
  for (const { size, length, at } of listings) {
    if (size === 1) words.set(length, (words.get(length) ?? new Set()).add(at(0)))
  }
  const [largest = []] = [...words.values()].toSorted((a, b) => b.size - a.size)
  const longest = [...largest]
  if (longest.length <= best.size) return best
  return { size: longest.length, length: longest[0]?.length ?? 0, at: (index) => longest[index] ?? '' }
}

function sequence(pieces: readonly Piece[]): Piece {
  return {
    shortest: pieces.reduce((sum, piece) => sum + piece.shortest, 0),
    write: (writing) => pieces.map((piece) => piece.write(writing)).join(''),
    list: (spare, isWide) => {
      let left = spare
      return join(
        pieces.map((piece) => {
          const listing = piece.list(left, isWide)
          left -= listing.length - piece.shortest
          return listing
        }),
      )
    },
  }
}

/** Texts one after another; the last one turns fastest, as digits of a number do. Each starts somewhere else. */
function join(listings: readonly Listing[]): Listing {
  return {
    size: listings.reduce((size, listing) => Math.min(size * listing.size, most), 1),
    length: listings.reduce((sum, listing) => sum + listing.length, 0),
    at: (index) => {
      let left = index
      let text = ''
      for (let place = listings.length - 1; place >= 0; place -= 1) {
        const { size = 0, at = () => '' } = listings[place] ?? {}
        text = at(((left % size) + place * 7) % size) + text
        left = Math.floor(left / size)
      }
      return text
    },
  }
}

function part(node: AST.Element, flags: string): Piece {
  switch (node.type) {
    case 'Assertion':
      return fixed('')
    case 'Character':
      return fixed(String.fromCodePoint(node.value))
    case 'CharacterSet':
    case 'CharacterClass':
    case 'ExpressionCharacterClass':
      return oneOf(charactersOf(node, flags))
    case 'Group':
      return choice(node.alternatives, flags)
    case 'CapturingGroup':
      return remembered(node, choice(node.alternatives, flags))
    case 'Backreference':
      return backreference(node)
    case 'Quantifier':
      return repeated(part(node.element, flags), node.min, node.max)
  }
}

function oneOf({ usual, all }: Characters): Piece {
  const shortest = Math.min(...usual.map((character) => character.length), 1)
  const alike = [usual, all].map((characters) => characters.filter(({ length }) => length === shortest))
  return {
    shortest,
    write: ({ below, isWide }) => {
      const characters = isWide ? all : usual
      return characters[below(characters.length)] ?? ''
    },
    list: (_spare, isWide) => {
      const characters = alike[isWide ? 1 : 0] ?? []
      return { size: characters.length, length: shortest, at: (index) => characters[index] ?? '' }
    },
  }
}

function remembered(node: AST.CapturingGroup, piece: Piece): Piece {
  const write = (writing: Writing): string => {
    const text = piece.write(writing)
    writing.groups.set(node, text)
    return text
  }
  return { ...piece, write }
}

function backreference({ resolved }: AST.Backreference): Piece {
  const groups = [resolved].flat()
  return {
    shortest: 0,
    write: ({ groups: texts }) => groups.map((group) => texts.get(group) ?? '').join(''),
    // A text of the list is not repeated: `test` refuses what this gives.
    list: () => ({ size: 1, length: 0, at: () => '' }),
  }
}

function repeated(piece: Piece, min: number, max: number): Piece {
  const unit = Math.max(piece.shortest, 1)
  return {
    shortest: piece.shortest * min,
    write: (writing) => {
      const extra = Math.min(max - min, Math.floor(writing.spare / unit))
      const times = min + (writing.isEager ? extra : writing.below(extra + 1))
      writing.spare -= (times - min) * unit
      return Array.from({ length: times }, () => piece.write(writing)).join('')
    },
    list: (spare, isWide) => {
      const times = min + Math.min(max - min, Math.floor(spare / unit))
      return join(Array.from({ length: times }, () => piece.list(0, isWide)))
    },
  }
}
