import { describe, expect, it } from 'vitest'
import { arrangeColumns, layoutText, moveColumn, parseLayout } from './column-layout.ts'
import { columnTracks, type EntityTableColumn, pinnedOffsets } from './entity-table-columns.ts'

const columns: EntityTableColumn<object>[] = ['a', 'b', 'c'].map((name) => ({
  name,
  label: name,
  cell: () => name,
}))

describe('a layout', () => {
  it('goes into a text and comes back', () => {
    const layout = [{ name: 'c', pinned: true, size: 200 }, { name: 'a' }]
    expect(layoutText(layout)).toBe('*c:200,a')
    expect(parseLayout('*c:200,a', ['a', 'b', 'c'])).toEqual(layout)
  })

  it('leaves out what no column has, what comes twice, and keeps sizes within bounds', () => {
    expect(parseLayout('x,*y:1,', ['a'])).toBeUndefined()
    expect(parseLayout('a:1,a:300,<b>', ['a', 'b'])).toEqual([{ name: 'a', size: 80 }])
    expect(parseLayout('a:99999', ['a'])).toEqual([{ name: 'a', size: 640 }])
  })

  it('moves a column, but not over an end', () => {
    const layout = [{ name: 'a' }, { name: 'b' }]
    expect(moveColumn(layout, 'b', -1).map(({ name }) => name)).toEqual(['b', 'a'])
    expect(moveColumn(layout, 'b', 1)).toBe(layout)
  })
})

describe('arranged columns', () => {
  it('begin with those that are pinned, each at its own place', () => {
    const arranged = arrangeColumns(columns, [
      { name: 'a' },
      { name: 'b', pinned: true, size: 100 },
      { name: 'c', pinned: true },
    ])
    expect(arranged.map(({ name }) => name)).toEqual(['b', 'c', 'a'])
    expect(pinnedOffsets(arranged, true)).toEqual([44, 144, undefined])
    expect(columnTracks(arranged, { scrolls: true, selects: true })).toEqual({
      '--tl-tracks': '44px 100px 176px minmax(144px, 1fr)',
      '--tl-row-width': '464px',
    })
  })
})
