import { describe, expect, it } from 'vitest'
import { isMask, maskValue } from './mask-value.ts'

describe('maskValue', () => {
  it('keeps the country and the end of an IBAN, however it is written', () => {
    expect(maskValue('iban', 'DE89370400440532013000')).toBe('DE•• …3000')
    expect(maskValue('iban', 'DE89 3704 0044 0532 0130 00')).toBe('DE•• …3000')
    expect(maskValue('iban', 'NO9386011117947')).toBe('NO•• …7947')
  })

  it('keeps nothing of what is no IBAN', () => {
    for (const value of [
      '',
      'DE89',
      '1234567890123456',
      'DE8937040044',
      `DE89${'x'.repeat(31)}`,
      '🦊🦊🦊🦊🦊🦊🦊🦊',
    ]) {
      expect(maskValue('iban', value)).toBe('••••')
    }
  })

  it('tells nothing of other values, not how long they are', () => {
    expect(maskValue('all', '')).toBe('••••••••')
    expect(maskValue('all', 'a much longer secret')).toBe(maskValue('all', 'x'))
  })
})

describe('isMask', () => {
  it('knows its masks, and those that are shown elsewhere', () => {
    for (const text of ['DE•• …3000', '••••', 'DE•• •••• •••• 3000']) expect(isMask('iban', text)).toBe(true)
    expect(isMask('all', '••••••••')).toBe(true)
    expect(isMask('all', '•••')).toBe(true)
  })

  it('takes no value for one', () => {
    for (const text of ['DE89370400440532013000', '', 'DE', '…']) expect(isMask('iban', text)).toBe(false)
    for (const text of ['', '• milk', 'secret']) expect(isMask('all', text)).toBe(false)
  })
})
