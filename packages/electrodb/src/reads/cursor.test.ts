import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCursors, type CursorOptions } from './cursor.ts'

const day = 86_400_000
const secret = randomBytes(32)
const begin = Date.parse('2026-01-01T00:00:00.000Z')
let time = begin
const cursorsWith = (options: Partial<CursorOptions> = {}) =>
  createCursors({
    place: ['table', ''],
    secrets: async () => [secret],
    ttl: day,
    now: () => new Date(time).toISOString(),
    ...options,
  })
const cursors = cursorsWith()
const scope = ['list', 'orders', '[["note","eq","secret note"]]']
const body = ['ü', 7, null, { deep: [true] }]

const sentence = async (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'no error',
    (error: unknown) => {
      expect(error).toMatchObject({ name: 'StoreError', code: 'invalid' })
      return (error as Error).message
    },
  )
const again = ' Begin again without it.'

describe('cursor', () => {
  it('gives its body back, and is text that can stand in an address', async () => {
    const text = await cursors.write(scope, body)
    expect(text).toMatch(/^[\w-]+$/)
    expect(await cursors.read(scope, text)).toEqual(body)
  })

  it('tells neither what was asked for, nor of which table, nor where it ended', async () => {
    const bytes = Buffer.from(await cursors.write(scope, ['last key']), 'base64url').toString('latin1')
    expect(bytes).not.toMatch(/note|orders|table|last|key/)
  })

  it('is the same for the same, and another for another', async () => {
    const texts = await Promise.all([
      cursors.write(scope, body),
      cursors.write(scope, body),
      cursors.write(scope, [...body, 1]),
      cursors.write(['list'], body),
      cursors.write(scope, body, { expires: false }),
    ])
    expect(texts[1]).toBe(texts[0])
    expect(new Set(texts).size).toBe(4)
    // Nothing of two bodies can be compared.
    const bodies = texts.map((text) => Buffer.from(text, 'base64url').subarray(47, 52).toString('hex'))
    expect(new Set(bodies).size).toBe(4)
  })

  it('is refused for another scope, with its sentence', async () => {
    const text = await cursors.write(scope, body)
    const others = [
      ['list', 'orders'],
      ['query', ...scope.slice(1)],
      ['list', 'orders', 'x'],
      [...scope, 1],
      [],
    ]
    for (const other of others) {
      expect(await sentence(cursors.read(other, text))).toBe(`The cursor belongs to another query.${again}`)
    }
  })

  it('is refused in another table, and for another tenant, with its sentence', async () => {
    const text = await cursors.write(scope, body)
    for (const place of [['other', ''], ['table', 'TENANT#b#'], ['table']]) {
      expect(await sentence(cursorsWith({ place }).read(scope, text))).toBe(
        `The cursor belongs to another table or tenant.${again}`,
      )
    }
  })

  it('is refused when it has expired, and not before', async () => {
    time = begin
    const text = await cursors.write(scope, body)
    time = begin + day - 1
    expect(await cursors.read(scope, text)).toEqual(body)
    time = begin + day
    expect(await sentence(cursors.read(scope, text))).toBe(`The cursor has expired.${again}`)
    time = begin
    const short = cursorsWith({ ttl: 1000 })
    const soon = await short.write(scope, body)
    time = begin + 1000
    expect(await sentence(short.read(scope, soon))).toMatch(/expired/)
    time = begin
  })

  it('never expires where that is asked', async () => {
    const text = await cursors.write(scope, body, { expires: false })
    time = begin + 1000 * day
    expect(await cursors.read(scope, text)).toEqual(body)
    time = begin
  })

  it('is refused with another secret, and taken with any of those that are known', async () => {
    const [old, fresh] = [randomBytes(32), randomBytes(40)]
    const text = await cursorsWith({ secrets: async () => [old] }).write(scope, body)
    const rotated = cursorsWith({ secrets: async () => [fresh, old] })
    expect(await rotated.read(scope, text)).toEqual(body)
    expect(await sentence(cursorsWith({ secrets: async () => [fresh] }).read(scope, text))).toBe(
      `The cursor is not one that this table has given: its signature is wrong.${again}`,
    )
    // The first one signs.
    const signed = await rotated.write(scope, body)
    expect(await cursorsWith({ secrets: async () => [fresh] }).read(scope, signed)).toEqual(body)
  })

  it('is refused with any one byte changed, and cut at any place', async () => {
    const text = await cursors.write(scope, body)
    const bytes = Buffer.from(text, 'base64url')
    for (let index = 0; index < bytes.length; index += 1) {
      const forged = Buffer.from(bytes)
      forged[index] = (forged[index] ?? 0) ^ (1 + (index % 255))
      expect(await sentence(cursors.read(scope, forged.toString('base64url')))).toMatch(/^The cursor /)
    }
    for (let end = 0; end < text.length; end += 1) {
      expect(await sentence(cursors.read(scope, text.slice(0, end)))).toBe(
        `The cursor is no cursor, or only a part of one.${again}`,
      )
    }
    expect(await sentence(cursors.read(scope, `${text}A`))).toMatch(/no cursor/)
    expect(await sentence(cursors.read(scope, ` ${text}`))).toMatch(/no cursor/)
  })

  it('says of a changed body that it was not given by this table', async () => {
    const bytes = Buffer.from(await cursors.write(scope, ['a1']), 'base64url')
    const last = bytes.length - 32 - 1
    bytes[last] = (bytes[last] ?? 0) ^ 1
    expect(await sentence(cursors.read(scope, bytes.toString('base64url')))).toMatch(/signature is wrong/)
  })

  it('is refused, and throws nothing else, whatever is sent', async () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
      fc
        .uint8Array({ minLength: 60, maxLength: 120 })
        .map((bytes) => Buffer.from(bytes).toString('base64url')),
    )
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        await sentence(cursors.read(scope, text)).then((message) => expect(message).toMatch(/^The cursor /))
      }),
    )
  })
})
