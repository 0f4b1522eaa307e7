import { describe, expect, it } from 'vitest'
import { clientAddress, networkOf, proxiesOf } from './client-address.ts'

const from = (forwarded: string | undefined, trustProxy: boolean | number | undefined, address?: string) =>
  clientAddress(
    new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
    { address },
    proxiesOf(trustProxy),
  )

describe('clientAddress', () => {
  it.each<[string, string | undefined, boolean | number | undefined, string | undefined, string | undefined]>(
    [
      ['no proxy: the connection’s', '1.1.1.1', undefined, '10.0.0.1', '10.0.0.1'],
      ['one: the last entry', '1.1.1.1, 2.2.2.2', true, '10.0.0.1', '2.2.2.2'],
      ['two: the last but one', '9.9.9.9, 1.1.1.1, 2.2.2.2', 2, '10.0.0.1', '1.1.1.1'],
      ['two, past which somebody came', '1.1.1.1', 2, '10.0.0.1', '10.0.0.1'],
      ['no header: the connection’s', undefined, true, '10.0.0.1', '10.0.0.1'],
      ['nothing known', undefined, true, undefined, undefined],
      ['none told, and nobody trusted', '1.1.1.1', false, undefined, undefined],
    ],
  )('%s', (_case, forwarded, trustProxy, address, expected) => {
    expect(from(forwarded, trustProxy, address)).toBe(expected)
  })

  it('is of bounded length, whatever the header holds', () => {
    expect(from('x'.repeat(10_000), true)?.length).toBe(64)
  })
})

describe('networkOf', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:4711', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
