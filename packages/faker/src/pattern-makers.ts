import type { FieldDescription } from '@throughline/schema'
import { type PatternText, patternText } from './pattern-text.ts'
import type { Tools } from './tools.ts'

type Text = () => string

/** Texts tried for one that matches; lookarounds and several patterns at once are met by chance. */
const tries = 60
/** Texts of a maker that are looked at before it is taken, and how many have to fit. */
const samples = 40
const fitting = 4
/** Characters that a text without a longest length gets beyond its shortest. */
const room = 12

const literal = String.raw`((?:[^.*+?^$\{\}()|[\]\\]|\\[^a-zA-Z0-9])+)`
const prefixed = new RegExp(String.raw`^\^${literal}\.\*\$?$`)
const suffixed = new RegExp(String.raw`^\^?\.\*${literal}\$$`)
const included = new RegExp(String.raw`^(?:\^\.\{(\d+),\})?${literal}$`)

/** What a string field asks of a text. */
export interface TextRules {
  readonly patterns: readonly PatternText[]
  readonly fits: (text: string) => boolean
}

/** Reads the rules of a string field, once. */
export function textRules({ patterns = [], min = 0, max = Infinity }: FieldDescription): TextRules {
  const texts = patterns.map(patternText)
  return {
    patterns: texts,
    fits: ({ length }) => length >= min && length <= max,
    ...(texts.length > 0 && {
      fits: (text: string) =>
        text.length >= min && text.length <= max && texts.every((pattern) => pattern.test(text)),
    }),
  }
}

/** Keeps the makers whose texts match, sometimes at least, and makes texts of the patterns themselves, best first. */
export function patternMakers(
  field: FieldDescription,
  tools: Tools,
  makers: readonly Text[],
): readonly Text[] {
  const { fits, patterns } = textRules(field)
  const affix = affixesOf(field.patterns ?? [])
  const own = patterns.map((pattern) => matches(pattern, field, tools))
  const bare = affix.length > 0 ? [() => affix.start + affix.inside + affix.end] : []
  return [...makers, ...own, ...bare].flatMap((make) => {
    const kept = keepFitting(make, fits, affix)
    return kept ? [kept] : []
  })
}

function keepFitting(make: Text, fits: (text: string) => boolean, affix: Affix): Text | undefined {
  let good = 0
  for (let sample = 0; sample < samples; sample += 1) if (fits(make())) good += 1
  if (good === samples) return make
  const fitted: Text = () => {
    let text = ''
    for (let attempt = 0; attempt < tries; attempt += 1) {
      text = make()
      const found = fits(text) ? text : withAffix(affix, text).find(fits)
      if (found !== undefined) return found
    }
    return text
  }
  if (good >= fitting) return fitted
  return Array.from({ length: fitting }, fitted).every(fits) ? fitted : undefined
}

/** Draws matches of one pattern, of the lengths that are asked for. */
function matches(pattern: PatternText, { min = 0, max = Infinity }: FieldDescription, tools: Tools): Text {
  const { below } = tools.randomizer
  const least = Math.max(min - pattern.shortest, 0)
  const most = Math.max(Math.min(max - pattern.shortest, least + room), 0)
  return () => {
    const isEager = below(2) === 0
    // An eager text uses all that it is given: so are long ones made of one `+`.
    const spare = isEager ? least + below(most - least + 1) : most
    const text = pattern.draw(below, { spare, isEager })
    // Signs are drawn where letters and digits alone do not do.
    return pattern.test(text) ? text : pattern.draw(below, { spare, isEager, isWide: true })
  }
}

/** What patterns spell out of a text: its start, its end, and what it holds in between. */
export interface Affix {
  readonly start: string
  readonly end: string
  readonly inside: string
  readonly length: number
}

/** Reads the prefix, suffix and parts that patterns ask for. */
export function affixesOf(sources: readonly string[]): Affix {
  const of = (form: RegExp, group: number): string =>
    sources
      .flatMap((source) => form.exec(source)?.[group] ?? [])
      .map((escaped) => escaped.replaceAll(/\\(.)/g, '$1'))
      .join('')
  const [start, end, inside] = [of(prefixed, 1), of(suffixed, 1), of(included, 2)]
  return { start, end, inside, length: start.length + end.length + inside.length }
}

/** A text with what patterns spell out: in place of what is like it, or beside it. */
function withAffix({ start, end, inside, length }: Affix, text: string): string[] {
  if (length === 0) return []
  const tail = text.slice(text.lastIndexOf(start.at(-1) ?? '\0') + 1)
  const at = end === '' ? -1 : text.indexOf(end.charAt(0))
  const head = at < 0 ? text : text.slice(0, at)
  return [tail, head, text].map((middle) => `${start}${middle}${inside}${end}`)
}
