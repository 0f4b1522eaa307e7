/** Stands in a kept page for the id in its address, and nowhere else. */
export const placeholder = '00000000-0000-4000-8000-00000000feed'

/** The addresses whose pages are kept: one for each route. */
export const keptPages = ['/', '/persons/new', `/persons/${placeholder}`] as const

/** What answers an address where the server does not. */
export interface KeptPage {
  readonly address: (typeof keptPages)[number]
  /** What stands in the page in place of the placeholder. */
  readonly id: string
}

/** The kept page of an address; that of the directory where no route is its own. */
export function keptPageOf(path: string): KeptPage {
  const [, id] = /^\/persons\/([\w-]+)\/?$/.exec(path) ?? []
  if (id === 'new') return { address: '/persons/new', id: placeholder }
  if (id !== undefined) return { address: `/persons/${placeholder}`, id }
  return { address: '/', id: placeholder }
}
