import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'

it('resolves one copy of @tanstack/db, here and from its React adapter', () => {
  const here = createRequire(import.meta.url)
  const adapter = createRequire(here.resolve('@tanstack/react-db'))
  expect(realpathSync(adapter.resolve('@tanstack/db'))).toBe(realpathSync(here.resolve('@tanstack/db')))
})
