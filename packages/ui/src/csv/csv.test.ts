import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv, toCsv } from './csv.ts'

const columns = [0, 1].map((index) => ({
  label: `Column ${index}`,
  value: (row: readonly string[]) => row[index],
}))

describe('CSV', () => {
  it('comes back as it was written, formulas included', async () => {
    const cell = fc.string({ unit: 'grapheme' }).map((text) => text.trim())
    const row = fc.tuple(cell, cell).filter((cells) => cells.some((text) => text !== ''))
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1 }), async (rows) => {
        // Line ends of a value are those of the file.
        fc.pre(rows.flat().every((text) => !/[\r\n]/.test(text) && !text.startsWith("'")))
        const { header, rows: read } = await readCsv(await toCsv(columns, rows))
        expect(header).toEqual(['Column 0', 'Column 1'])
        expect(read).toEqual(rows)
      }),
    )
  })

  it('lets no spreadsheet run what someone typed', async () => {
    const text = await toCsv(columns, [
      ['=HYPERLINK("x")', '-5'],
      ['+49 40 1', '@a'],
    ])
    expect(text.split('\r\n').slice(1)).toEqual([`"'=HYPERLINK(""x"")",-5`, `'+49 40 1,'@a`])
  })

  it('reads semicolons and tabs, and leaves out empty lines', async () => {
    expect((await readCsv('a;b\n1;2\n\n;\n3;')).rows).toEqual([
      ['1', '2'],
      ['3', ''],
    ])
    expect((await readCsv('a\tb\n1\t2')).rows).toEqual([['1', '2']])
  })

  it('refuses what is broken', async () => {
    await expect(readCsv('a,b\n"1,2\n3,4')).rejects.toThrow(/quote/i)
  })
})
