import type { RowOf } from './row.types.ts'

type Contact = Pick<RowOf<'contactInfos'>, 'type' | 'value'>

/** The trunk zero of `+49 (0)40` is written for people and not dialled. */
const telephone = (value: string) => `tel:${value.replace(/^(\+.*)\(0\)/, '$1').replaceAll(/[^\d+*#]/g, '')}`

/** A page of a person's: the address itself where it is one on that site, else made from a handle. */
function profile(value: string, base: string, hosts: RegExp): string | undefined {
  if (/^https?:\/\//i.test(value)) return value
  if (hosts.test(value)) return `https://${value}`
  const handle = value.replace(/^@/, '')
  return /^[\w.-]+$/.test(handle) ? `${base}${handle}` : undefined
}

const links = {
  email: (value) => `mailto:${value}`,
  linkedin: (value) => profile(value, 'https://www.linkedin.com/in/', /^(www\.)?linkedin\.com\//i),
  mobile: telephone,
  phone: telephone,
  twitter: (value) => profile(value, 'https://x.com/', /^(www\.)?(twitter|x)\.com\//i),
} satisfies Record<Contact['type'], (value: string) => string | undefined>

/** Where a contact leads: `mailto:`, `tel:` or a profile's page; undefined for what makes no address. */
export function contactLink({ type, value }: Contact): string | undefined {
  return links[type](value.trim())
}
