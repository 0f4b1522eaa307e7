import { describe, expect, it } from 'vitest'
import { readCursor, writeCursor } from './opaque-cursor.ts'
import { shardOf } from './row-path.ts'

describe('shardOf', () => {
  it('spreads roots evenly, and the same everywhere', () => {
    const counts = Array.from({ length: 8 }, () => 0)
    for (let index = 0; index < 8000; index += 1) {
      const shard = shardOf(`root-${index}\u0000`, 8)
      counts[shard] = (counts[shard] ?? 0) + 1
    }
    expect(Math.min(...counts)).toBeGreaterThan(800)
    expect(shardOf('root', 1)).toBe(0)
    expect([shardOf('a', 16), shardOf('b', 16), shardOf('ü', 16)]).toMatchInlineSnapshot(`
      [
        12,
        5,
        11,
      ]
    `)
  })
})

describe('a cursor', () => {
  it('carries any text through a URL', () => {
    const parts = ['list', 'ü', '🦊', '\u0000', '\uD800', 'a/b+c', 7]
    const cursor = writeCursor(parts)
    expect(cursor).toMatch(/^[\w-]+$/)
    expect(readCursor(cursor)).toEqual(parts)
    expect(writeCursor(parts)).toBe(cursor)
  })

  it("tells nobody what it is of, and is nobody else's to make", () => {
    const cursor = writeCursor(['list', 'jobs', 'secret'])
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(/jobs|secret/)
    const bytes = Buffer.from(cursor, 'base64url')
    for (const at of [0, 11, 12, 20, bytes.length - 1]) {
      const forged = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte))
      expect(readCursor(Buffer.from(forged).toString('base64url'))).toBeUndefined()
    }
    expect(readCursor(btoa('["list","jobs","secret"]'))).toBeUndefined()
  })

  it.each(['', '!', 'nonsense', 'e30', writeCursor(['x']).slice(0, -1), 'gICA'])('is not %j', (text) => {
    expect(readCursor(text)).toBeUndefined()
  })
})
