import { expect, it } from 'vitest'
import { skewFinding } from './clock.ts'
import { nodeFinding } from './machine.ts'

it.each([
  ['20.18.9', 'warning'],
  ['20.19.0', 'ok'],
  ['22.12.0', 'warning'],
  ['24.0.0', 'ok'],
])('Node %s is %s', (version, level) => {
  expect(nodeFinding(version).level).toBe(level)
})

it.each([
  [0, 'ok'],
  [29_000, 'ok'],
  [31_000, 'warning'],
  [301_000, 'error'],
])('a clock that is %d ms off is %s', (skew, level) => {
  expect(skewFinding(skew).level).toBe(level)
})
