import { expect, it } from 'vitest'
import { createPaint, hasColor } from './output.ts'

const terminal = { isTTY: true }

it.each([
  [terminal, {}, true],
  [{}, {}, false],
  [terminal, { NO_COLOR: '1' }, false],
  [terminal, { NO_COLOR: '' }, true],
  [{}, { FORCE_COLOR: '1' }, true],
  [terminal, { FORCE_COLOR: '0' }, false],
  [terminal, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  [terminal, { TERM: 'dumb' }, false],
])('%j with %j has colour: %j', (stream, env, isOn) => {
  expect(hasColor(stream, env)).toBe(isOn)
})

it('leaves texts as they are without colour', () => {
  expect(createPaint(false).bad('no')).toBe('no')
  expect(createPaint(true).bad('no')).toBe('\u001B[31mno\u001B[39m')
})
