import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSortedKeys } from './sorted-keys.ts'

const key = fc.string({ maxLength: 3, unit: fc.constantFrom('a', 'b', '\u0000', 'ü') })

it('is a sorted set, whatever is added and deleted', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), key), { maxLength: 200 })
  fc.assert(
    fc.property(steps, key, (list, from) => {
      const keys = createSortedKeys()
      const set = new Set<string>()
      for (const [add, text] of list) {
        if (add) keys.add(text)
        else keys.delete(text)
        if (add) set.add(text)
        else set.delete(text)
      }
      const sorted = [...set].toSorted((a, b) => (a < b ? -1 : 1))
      expect([...keys.from(from)]).toEqual(sorted.filter((text) => text >= from))
      expect([...keys.before(from)]).toEqual(sorted.filter((text) => text < from).toReversed())
      expect([...keys.before()]).toEqual(sorted.toReversed())
    }),
  )
})

it.each([
  ['in order', (index: number) => index],
  ['backwards', (index: number) => 20_000 - index],
  ['in any order', (index: number) => (index * 7919) % 20_000],
])('keeps many keys that come %s, over all its chunks', (_order, place) => {
  const keys = createSortedKeys()
  const text = (index: number): string => String(index).padStart(6, '0')
  for (let index = 0; index < 20_000; index += 1) keys.add(text(place(index)))
  const all = [...keys.from('')]
  expect(all).toHaveLength(20_000)
  expect(all).toEqual(all.toSorted())
  expect([...keys.from(text(19_990))]).toEqual(all.slice(-all.length + all.indexOf(text(19_990))))
  expect([...keys.before()]).toEqual(all.toReversed())
  expect([...keys.before(text(11_111))]).toEqual(all.slice(0, all.indexOf(text(11_111))).toReversed())
  for (let index = 0; index < 20_000; index += 1) if (index % 100 > 0) keys.delete(text(index))
  expect([...keys.from(text(150))].slice(0, 2)).toEqual([text(200), text(300)])
  expect([...keys.from('')]).toHaveLength(200)
})
