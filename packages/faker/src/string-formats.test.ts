import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { isValidIBAN } from 'ibantools'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fake } from './fake.ts'

const count = 30

/** Values of one field of this name and schema, with others beside it. */
function valuesOf(name: string, schema: z.ZodType, beside: Record<string, z.ZodType> = {}): unknown[] {
  const model = defineModel({
    service: 'values',
    entities: {
      things: defineEntity({
        singular: 'thing',
        schema: z.object({ id: z.uuid(), [name]: schema, ...beside }),
      }),
    },
  })
  return [...fake(model, { seed: 3, counts: { things: count } })].map(({ row }) => {
    expect(model.entities.things.schema.parse(row)).toEqual(row)
    return (row as Record<string, unknown>)[name]
  })
}

const formats: Record<string, () => z.ZodType> = {
  base64: () => z.base64(),
  base64url: () => z.base64url(),
  cidrv4: () => z.cidrv4(),
  cidrv6: () => z.cidrv6(),
  creditCard: () => z.creditCard(),
  // oxlint-disable-next-line typescript/no-deprecated -- models have it all the same
  cuid: () => z.cuid(),
  cuid2: () => z.cuid2(),
  currencyCode: () => z.currencyCode(),
  e164: () => z.e164(),
  email: () => z.email(),
  'email of a browser': () => z.email({ pattern: z.regexes.html5Email }),
  'email of a company': () => z.email().endsWith('@acme.example'),
  guid: () => z.guid(),
  hex: () => z.hex(),
  'hash md5': () => z.hash('md5'),
  'hash sha1 in base64': () => z.hash('sha1', { enc: 'base64' }),
  'hash sha256 in base64url': () => z.hash('sha256', { enc: 'base64url' }),
  'hash sha384': () => z.hash('sha384'),
  'hash sha512 in base64': () => z.hash('sha512', { enc: 'base64' }),
  hostname: () => z.hostname(),
  httpUrl: () => z.httpUrl(),
  iban: () => z.iban(),
  ipv4: () => z.ipv4(),
  ipv6: () => z.ipv6(),
  'iso date': () => z.iso.date(),
  'iso datetime': () => z.iso.datetime(),
  'iso datetime with an offset': () => z.iso.datetime({ offset: true }),
  'iso datetime, local': () => z.iso.datetime({ local: true }),
  'iso datetime to the minute': () => z.iso.datetime({ precision: -1 }),
  'iso datetime to the second': () => z.iso.datetime({ precision: 0 }),
  'iso datetime to the microsecond': () => z.iso.datetime({ precision: 6 }),
  'iso duration': () => z.iso.duration(),
  'iso time': () => z.iso.time(),
  'iso time to the minute': () => z.iso.time({ precision: -1 }),
  'iso time to the millisecond': () => z.iso.time({ precision: 3 }),
  jwt: () => z.jwt(),
  'jwt of one algorithm': () => z.jwt({ alg: 'ES512' }),
  ksuid: () => z.ksuid(),
  lowercase: () => z.string().lowercase(),
  mac: () => z.mac(),
  'mac with dashes': () => z.mac({ delimiter: '-' }),
  nanoid: () => z.nanoid(),
  ulid: () => z.ulid(),
  uppercase: () => z.string().uppercase(),
  url: () => z.url(),
  'url of one host': () => z.url({ hostname: /^example\.com$/ }),
  'url of one protocol': () => z.url({ protocol: /^ftp$/ }),
  'url below another': () => z.url().startsWith('https://github.example/'),
  'url of any mail': () => z.url({ protocol: /^mailto$/ }),
  uuid: () => z.uuid(),
  uuidv4: () => z.uuidv4(),
  uuidv6: () => z.uuidv6(),
  uuidv7: () => z.uuidv7(),
  xid: () => z.xid(),
  'pattern of one part': () => z.string().regex(/^[A-Z]{3}-\d{5}$/),
  'pattern with lookaheads': () => z.string().regex(/^(?=.*[A-Z])(?=.*\d)(?=.*[^\w\s]).{8,}$/),
  'pattern of letters of any language': () => z.string().regex(/^\p{Lu}\p{L}+$/u),
  'pattern of one script': () => z.string().regex(/^\p{Script=Han}{2,4}$/u),
  'pattern of sets': () => z.string().regex(new RegExp(String.raw`^[\p{L}--[a-z]]{3}$`, 'v')),
  'pattern that refuses some': () => z.string().regex(/^(?!foo|bar)[a-z]{3}$/),
  'patterns, several': () => z.string().regex(/[A-Z]/).regex(/\d/).min(8).max(10),
  'pattern and length': () =>
    z
      .string()
      .regex(/^[a-z-]+$/)
      .length(30),
  'pattern longer than it wants to be': () =>
    z
      .string()
      .regex(/^[a-z]+$/)
      .min(50),
  'start, end and middle': () => z.string().startsWith('a/').endsWith('.txt').includes('mid'),
  'start within a length': () => z.string().startsWith('INV-').max(9),
  stringFormat: () => z.stringFormat('sku', /^[A-Z]{2}\d{7}$/),
  'template literal': () => z.templateLiteral(['v', z.number(), '-', z.enum(['a', 'b'])]),
}

describe('every string format of Zod', () => {
  it.each(Object.keys(formats))('%s: values that parse, under any name', (format) => {
    const make = formats[format]!
    for (const name of ['value', 'startDate']) {
      const values = valuesOf(name, make())
      expect(new Set(values).size).toBeGreaterThan(1)
    }
  })

  it.each(Object.keys(formats))('%s: no value twice where the field is unique', (format) => {
    const make = formats[format]!
    expect(new Set(valuesOf('value', make().register(fieldMeta, { unique: true }))).size).toBe(count)
  })

  it('formats without room for different values still parse', () => {
    expect(valuesOf('value', z.emoji())).toHaveLength(count)
    expect(valuesOf('value', z.string().regex(/\bcat\b/))).toContain('cat')
    expect(valuesOf('value', z.string().regex(/^(?<quote>['"])\w{3}\k<quote>$/))).toHaveLength(count)
  })

  it('a test of this list: every format that Zod exports for texts is in it', () => {
    const strings = Object.entries(z)
      .filter(
        ([name, make]) =>
          typeof make === 'function' &&
          /^[a-z]/.test(name) &&
          !/(parse|encode|decode|promise|validate)/i.test(name),
      )
      .flatMap(([name, make]) => {
        try {
          // Sound: whatever a function of Zod gives without arguments is looked at, and no more.
          const schema = (make as () => unknown)()
          return schema instanceof z.ZodStringFormat ? [name] : []
        } catch {
          return []
        }
      })
    expect(strings).toContain('uuid')
    const missing = strings.filter((name) => name !== 'emoji' && !Object.hasOwn(formats, name))
    expect(missing).toEqual([])
  })
})

describe('check digits', () => {
  it('IBANs are right for their country, with and without a number of their own', () => {
    for (const schema of [z.string(), z.iban(), z.iban().register(fieldMeta, { unique: true })]) {
      expect(valuesOf('iban', schema).filter((iban) => !isValidIBAN(String(iban)))).toEqual([])
    }
  })
})
