import type { FieldDescription } from '@throughline/schema'
import { namedTexts, widgetTexts } from './field-names.ts'
import type { Make, Site } from './maker.ts'
import { patternMakers } from './pattern-makers.ts'
import { codeTexts, formatTexts } from './string-formats.ts'
import type { Tools } from './tools.ts'

/** Formats of which a field's name tells more: an e-mail address is its person's, an avatar is an image's address. */
const nameable = new Set(['email', 'url', 'hostname', 'e164', 'lowercase'])

/** Makers of texts: of the field's format, its widget, its name, and then plain ones; all within its patterns. */
export function texts(field: FieldDescription, site: Site): readonly Make[] {
  const { tools, name } = site
  const { format, patterns, min = 0, max = Infinity, meta } = field
  const fit = (make: () => string) => () => fitText(make(), min, max, tools)
  const words = fit(() => tools.faker.lorem.words({ min: 1, max: 3 }))
  const named = wholeFirst([...widgetTexts(meta.widget, site), ...namedTexts(site)], min, max).map(fit)
  const formatted = formatTexts(format, name, tools)
  const best = [
    ...(format !== undefined && nameable.has(format) ? [...named, ...formatted] : [...formatted, ...named]),
    words,
  ]
  const codes = codeTexts(tools, Math.max(min, 1), max)
  if (!patterns || patterns.length === 0) return [...best, ...codes]
  const kept = patternMakers(field, tools, best)
  return kept.length > 0 ? kept : [...best, ...codes]
}

/** Makers whose texts have the right length before those that would have to be cut: `DE` before `Germany`. */
function wholeFirst(makers: readonly (() => string)[], min: number, max: number): readonly (() => string)[] {
  if (makers.length < 2 || (min === 0 && max === Infinity)) return makers
  const isWhole = (make: () => string): boolean =>
    Array.from({ length: 8 }, make).every(({ length }) => length >= min && length <= max)
  const whole = new Set(makers.filter(isWhole))
  return [...whole, ...makers.filter((make) => !whole.has(make))]
}

function fitText(text: string, min: number, max: number, { faker }: Tools): string {
  let fitted = text
  while (fitted.length < min) fitted = `${fitted} ${faker.lorem.word()}`
  // A text that is cut must not end in a space: the schema may trim it below its minimum.
  return fitted.length > max ? fitted.slice(0, max).replace(/\s$/, 'a') : fitted
}
