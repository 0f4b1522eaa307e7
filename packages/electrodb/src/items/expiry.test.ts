import { describe, expect, it } from 'vitest'
import { ticketsLayout, ticketsModel } from '../../tests/tickets-model.ts'
import { expirySecond, isExpired } from './expiry.ts'
import { modelItems } from './item.ts'
import { tableLayout } from '../layout/table-layout.ts'

const meta = { version: 1, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }

describe('expirySecond', () => {
  it.each<[unknown, number | undefined]>([
    [new Date(5_000), 5],
    [new Date(5_001), 6],
    ['1970-01-01T00:00:05Z', 5],
    ['1970-01-01T01:00:05+01:00', 5],
    // Without an offset: UTC, on every server.
    ['1970-01-01T00:00:05', 5],
    [1_800_000_000, 1_800_000_000],
    [null, undefined],
    [undefined, undefined],
    [new Date(Number.NaN), undefined],
    ['soon', undefined],
    [0, undefined],
    [-5, undefined],
    [new Date(-5_000), undefined],
  ])('of %s is %s', (value, second) => {
    expect(expirySecond(value)).toBe(second)
  })
})

describe('an item that expires', () => {
  const items = modelItems(ticketsModel, tableLayout(ticketsModel, ticketsLayout))
  const projects = items.of('projects')
  const ticket = { id: 't', projectId: 'p', status: 'open', endsAt: new Date(60_000) }

  it('has the second of its field in `ttl`, of every kind of field', () => {
    const of = (name: string, row: object) => items.of(name).toItem({ row: { ...row }, meta })['ttl']
    expect(of('tickets', ticket)).toBe(60)
    expect(of('projects', { id: 'p', slug: 's', closesAt: 61 })).toBe(61)
    const comment = { id: 'c', projectId: 'p', ticketId: 't', text: '' }
    expect(of('comments', { ...comment, at: '1970-01-01T00:01:02Z' })).toBe(62)
  })

  it('has none where the field has no value', () => {
    expect(items.of('tickets').toItem({ row: { ...ticket, endsAt: null }, meta })).not.toHaveProperty('ttl')
    expect(projects.toItem({ row: { id: 'p', slug: 's' }, meta })).not.toHaveProperty('ttl')
  })

  it('is read back as the row that it was, without the second', () => {
    const item = items.of('tickets').toItem({ row: ticket, meta })
    expect(items.of('tickets').toStored(item)).toEqual({ row: ticket, meta })
  })

  it('has expired from that second on', () => {
    const item = items.of('tickets').toItem({ row: ticket, meta })
    expect([59_999, 60_000, 60_001].map((now) => items.of('tickets').isExpired(item, now))).toEqual([
      false,
      true,
      true,
    ])
    expect(isExpired({}, Date.now())).toBe(false)
  })
})
