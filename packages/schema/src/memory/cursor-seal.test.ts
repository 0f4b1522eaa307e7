import * as crypto from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createCursorSeal, openSeal } from './cursor-seal.ts'

const text = JSON.stringify(['list', 'ü', '\ud800', 7])

describe.each([
  ['in a process', createCursorSeal(crypto)],
  ['in a browser', openSeal],
])('%s', (_name, { seal, open }) => {
  it('opens what it has sealed, and nothing else', () => {
    expect(open(seal(text))).toBe(text)
    expect(seal(text)).toBe(seal(text))
    for (const other of ['%', `${seal(text)}%`, '\ud800']) expect(open(other)).toBeUndefined()
  })
})

it('seals so that nobody reads it, and no other process opens it', () => {
  const [one, other] = [createCursorSeal(crypto), createCursorSeal(crypto)]
  expect(Buffer.from(one.seal(text), 'base64url').toString()).not.toContain('list')
  expect(other.open(one.seal(text))).toBeUndefined()
})
