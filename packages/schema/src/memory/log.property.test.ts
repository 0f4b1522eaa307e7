import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLog } from './log.ts'

it('numbers its entries, and keeps the newest', () => {
  const bursts = fc.array(fc.tuple(fc.nat(2000), fc.nat(2000)), { maxLength: 12 })
  fc.assert(
    fc.property(bursts, (list) => {
      const log = createLog<string>()
      let first = 1
      let last = 0
      for (const [pushes, shifts] of list) {
        for (let count = 0; count < pushes; count += 1) {
          last += 1
          if (log.push(`entry ${last}`) !== last) expect.fail(`place ${last}`)
        }
        for (let count = 0; count < shifts; count += 1) {
          const kept = first <= last
          if (log.shift() !== (kept ? `entry ${first}` : undefined)) expect.fail(`place ${first}`)
          first += kept ? 1 : 0
        }
        expect([log.first, log.last]).toEqual([first, last])
        for (const place of [0, first - 1, last + 1]) expect(log.at(place)).toBeUndefined()
        for (const place of [first, last]) {
          expect(log.at(place)).toBe(first <= last ? `entry ${place}` : undefined)
        }
      }
    }),
    { numRuns: 30 },
  )
})
