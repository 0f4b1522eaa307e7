import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { csvLine, fromCell, toCell } from './csv-cells.ts'

const column = { name: 'a', isText: true }
const odd = fc.constantFrom('', 'null', '"', '"a"', ' a ', '\n', '\r\n', ',', 'é', '[1]', '1')

it('a text comes back as it was, and so do null, an absent value and JSON', () => {
  const texts = fc.oneof(odd, fc.string(), fc.constant(null), fc.constant(undefined))
  const json = fc.oneof(fc.jsonValue(), fc.constant(undefined))
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1 }), fc.array(json, { minLength: 1 }), (a, b) => {
      const plain = { name: 'b', isText: false }
      const line = csvLine([
        ...a.map((value) => toCell(value, column)),
        ...b.map((value) => toCell(value, plain)),
      ])
      // A lone empty cell is an empty line to every reader of CSV; a row has a key, and is never that.
      fc.pre(line.trim() !== '')
      const [cells = []] = parse(line)
      const back = cells.map((cell, index) => fromCell(cell, index < a.length ? column : plain))
      expect(JSON.stringify(back)).toBe(JSON.stringify([...a, ...b]))
    }),
  )
})
