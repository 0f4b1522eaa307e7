import type { FieldDescription } from '@throughline/schema'
import { fakerFunction } from './faker-path.ts'
import { namedTexts } from './field-names.ts'
import { bigintBounds, multiplesOf, numberAt } from './number-makers.ts'
import type { Site } from './maker.ts'
import { affixesOf, textRules } from './pattern-makers.ts'
import { patternText, type PatternText } from './pattern-text.ts'
import { permute } from './permute.ts'
import { nameWords, slugWords } from './person-texts.ts'
import { uuid } from './randomizer.ts'
import { deriveSeed, labelOf, seedFrom } from './seed.ts'
import { formatTexts, textOf } from './string-formats.ts'
import { endless, lettersOf, seconds, shuffled, type Unique, uniqueFormats } from './unique-texts.ts'

/** Formats with so many random characters that no two are ever the same. */
const random = new Set('base64 base64url cuid cuid2 guid hex jwt ksuid nanoid ulid uuid xid'.split(' '))
const hashes = /^(md5|sha\d+)_/

/** What values are asked for. */
export interface Demand {
  /** How many different ones. */
  readonly rows: number
  /** They are part of a key, which holds no "#" and no control character. */
  readonly isKey: boolean
}

const nameFormats: readonly (readonly [name: RegExp, format: string])[] = [
  [/e?mail(address)?$/i, 'email'],
  [/(phone(number)?|mobile)$/i, 'e164'],
  [/iban$/i, 'iban'],
  [/(url|website|homepage)$/i, 'url'],
  [/(domain|hostname)$/i, 'hostname'],
]

/** Different texts: of the format that a field has or its name means, of its patterns, or its usual text with a number. */
function uniqueTexts(field: FieldDescription, site: Site, demand: Demand): readonly Unique[] {
  const { format, min = 0, max = Infinity } = field
  const { name, tools } = site
  const { rows, isKey } = demand
  const { fits, patterns } = textRules(field)
  const named = format ?? nameFormats.find(([pattern]) => pattern.test(name))?.[1]
  const isRandom = format !== undefined && (random.has(format) || hashes.test(format))
  const numbers = numbered(field, site)
  const candidates: readonly Unique[] = [
    ...(isRandom ? formatTexts(format, name, tools).map((make) => ({ size: endless, at: make })) : []),
    ...(field.meta.fake === undefined ? [] : [numbers]),
    ...(named !== undefined && !isRandom ? (uniqueFormats[named]?.(site, field) ?? []) : []),
    ...(format === undefined ? [...(/id$/i.test(name) ? ids(field, site) : []), numbers] : []),
    ...(format === undefined ? ids(field, site) : []),
    ...patterns.map((pattern) => listed(pattern, field, site, rows)),
    ...(min <= max
      ? ['[a-z0-9]*', '[A-Za-z0-9]*'].map((any) => listed(patternText(any), field, site, rows, true))
      : []),
  ]
  const suits = (text: string): boolean => fits(text) && !(isKey && notInKeys.test(text))
  const good = candidates.filter(({ size, at }) =>
    [0, Math.min(1, rows - 1), rows - 1].every((number) => number < size && suits(String(at(number)))),
  )
  return good.length > 0 ? good : candidates.toSorted((one, other) => other.size - one.size)
}

// oxlint-disable-next-line no-control-regex -- control characters are exactly what a key may not hold
const notInKeys = /[#\u0000-\u001F\u007F]|^$|^.{257}/

/** Random keys: UUIDs, or shorter ones of letters and digits that are still many enough never to meet. */
function ids({ min = 1, max = 64, patterns }: FieldDescription, { tools }: Site): Unique[] {
  if (patterns && patterns.length > 0) return []
  const lengths = [max, 26, 21, 20, 16, 14, 12].filter(
    (length) => length >= min && length <= max && length >= 12,
  )
  return [
    ...(min <= 36 && max >= 36 ? [{ size: endless, at: () => uuid(tools.randomizer) }] : []),
    ...lengths.map((length) => ({
      size: endless,
      at: () => textOf(length, 'abcdefghijklmnopqrstuvwxyz0123456789', tools),
    })),
  ]
}

/** The text that suits the field's name, with the row's number at its end. */
function numbered({ min = 0, max = Infinity, meta }: FieldDescription, site: Site): Unique {
  const { name, tools } = site
  const faked = meta.fake === undefined ? undefined : fakerFunction(meta.fake, site)
  const words = faked
    ? undefined
    : /(user_?name|login|handle|nick_?name)$/i.test(name)
      ? nameWords(site)
      : /slug$/i.test(name)
        ? slugWords(site)
        : undefined
  const [make = () => tools.faker.lorem.words(2)] = faked ? [() => String(faked())] : namedTexts(site)
  const glue = words ? (/slug$/i.test(name) ? '-' : '') : ' '
  const base = (): string => (words ? lettersOf(words()).join(glue || '.') : make())
  return {
    size: max >= 64 ? endless : 10 ** Math.max(Math.min(max - 4, 15), 0),
    at: (number) => {
      const end = `${glue}${number + 1}`
      let text = base()
      while (text.length + end.length < min) text += `${glue || 'x'}${tools.faker.lorem.word()}`
      return text.slice(0, max - end.length).trimEnd() + end
    },
  }
}

/** Texts of a pattern by number: of one length, long enough that there are many more than rows. */
function listed(
  pattern: PatternText,
  field: FieldDescription,
  site: Site,
  rows: number,
  isAffixed = false,
): Unique {
  const { fits } = textRules(field)
  const { start, inside, end, length } = affixesOf(isAffixed ? (field.patterns ?? []) : [])
  const [min, max] = [(field.min ?? 0) - length, (field.max ?? Infinity) - length]
  const least = Math.max(min - pattern.shortest, 0)
  const most = Math.min(max - pattern.shortest, least + 40)
  let list = pattern.list({ spare: least })
  for (let spare = least + 1; spare <= most && list.size < rows * 1000; spare += 1)
    list = pattern.list({ spare })
  const wide = pattern.list({ spare: Math.max(list.at(0).length - pattern.shortest, 0), isWide: true })
  const seed = deriveSeed(seedFrom(0), labelOf(site.name))
  const of = ({ size, at }: Unique): Unique => ({
    size,
    at: (number) => {
      const tries = Math.max(Math.min(Math.floor(size / rows), 30), 1)
      let text = ''
      // Of the numbers that are the same but for whole rounds, no two rows have one.
      for (let round = 0; round < tries; round += 1) {
        text = `${start}${String(at(permute(number + round * rows, size, seed)))}${inside}${end}`
        if (fits(text)) break
      }
      return text
    },
  })
  const usual = of(list)
  return fits(String(usual.at(0))) ? usual : of(wide)
}

function ofList(values: readonly unknown[]): Unique {
  return { size: values.length, at: (number) => values[number] }
}

function uniqueNumbers(field: FieldDescription): Unique {
  const { min, max } = field
  const low = min === undefined || min <= -(2 ** 31 - 1) ? Math.min(1, max ?? 1) : min
  const multiples = multiplesOf(field, undefined, [low, max ?? endless])
  return { size: multiples.count, at: numberAt(multiples) }
}

function uniqueBigints(field: FieldDescription): Unique {
  const [low] = bigintBounds(field)
  const step = BigInt(Math.max(Math.trunc(field.multipleOf ?? 1), 1))
  const first = low % step === 0n ? low : low + step - (((low % step) + step) % step)
  const count = field.highest === undefined ? BigInt(endless) : (BigInt(field.highest) - first) / step + 1n
  return { size: Number(count), at: (number) => first + BigInt(number) * step }
}

function uniqueDates({ lowest, highest }: FieldDescription, { name, tools }: Site): Unique {
  const to = highest === undefined ? tools.now.getTime() : new Date(highest).getTime()
  const from = lowest === undefined ? to - seconds * 1000 : Math.min(new Date(lowest).getTime(), to)
  const start =
    lowest !== undefined && highest === undefined ? from : to - Math.floor((to - from) / 1000) * 1000
  const size = Math.max(
    Math.floor((to - from) / 1000) + 1,
    lowest !== undefined && highest === undefined ? seconds : 1,
  )
  return shuffled(size, name, (index) => new Date(start + index * 1000))
}

/** Ways to make different values of a field, best first; none for a kind of which it cannot be told. */
export function uniqueMakers(field: FieldDescription, site: Site, demand: Demand): readonly Unique[] {
  switch (field.kind) {
    case 'string':
      return uniqueTexts(field, site, demand)
    case 'number':
      return [uniqueNumbers(field)]
    case 'bigint':
      return [uniqueBigints(field)]
    case 'date':
      return [uniqueDates(field, site)]
    case 'enum':
      return [ofList(field.values ?? [])]
    case 'literal':
      return [ofList(field.literals ?? [])]
    case 'boolean':
      return [ofList([false, true])]
    case 'any':
      return [{ size: endless, at: (number) => `${site.tools.faker.lorem.word()} ${number + 1}` }]
    case 'union':
      return (field.options ?? [])
        .flatMap((option) => uniqueMakers(option, site, demand))
        .toSorted((one, other) => other.size - one.size)
    default:
      return []
  }
}
