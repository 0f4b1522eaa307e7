import { runInThisContext } from 'node:vm'
import { afterEach, expect, it } from 'vitest'
import { themeScript, themeStorageKey } from './theme-script.ts'

function run(): boolean {
  runInThisContext(themeScript)
  return document.documentElement.classList.contains('dark')
}

afterEach(() => localStorage.clear())

it.each([
  ['dark', true],
  ['light', false],
])('sets %s before the first paint', (theme, dark) => {
  localStorage.setItem(themeStorageKey, theme)
  expect(run()).toBe(dark)
  expect(document.documentElement.style.colorScheme).toBe(theme)
})

it('holds nothing that would end the script element', () => {
  expect(themeScript).not.toContain('</')
})
