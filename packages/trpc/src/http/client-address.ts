import type { ConnectionInfo } from './http-options.types.ts'

/** How many proxies in front are believed. */
export function proxiesOf(trustProxy: boolean | number | undefined): number {
  return typeof trustProxy === 'number' ? trustProxy : trustProxy ? 1 : 0
}

/**
 * The address that a request came from, as calls are counted by; `undefined` where the host does not tell.
 *
 * Each proxy adds whom it was called by at the end of `x-forwarded-for`: what stands before the trusted ones' entries
 * was written by the caller, and may say anything.
 */
export function clientAddress(
  headers: Headers,
  { address }: ConnectionInfo,
  proxies: number,
): string | undefined {
  if (proxies === 0) return address && networkOf(address)
  const told = headers.get('x-forwarded-for')?.split(',') ?? []
  const found = told.at(-proxies)?.trim() ?? address
  return found && networkOf(found.slice(0, 64))
}

/** One IPv4 address, or the /64 network of an IPv6 one: whoever has one address there has all of them. */
export function networkOf(address: string): string {
  // As IPv6 tells of an IPv4 caller, and as some proxies write one, with its port.
  const four = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(address)
  if (four?.[1] !== undefined) return four[1]
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::', 2)
  const left = head.split(':').filter(Boolean)
  const right = tail?.split(':').filter(Boolean) ?? []
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  const groups = tail === undefined ? left : [...left, ...zeros, ...right]
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')
}
