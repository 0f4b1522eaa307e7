// @vitest-environment node
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const script = fileURLToPath(new URL('../scripts/build-css.mjs', import.meta.url))
let folder = ''
let css = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-ui-'))
  execFileSync(process.execPath, [script, folder])
  css = readFileSync(join(folder, 'styles.css'), 'utf8')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Splits at the braces: what stands before each `{`, with the at-rules around it. */
function rules(source: string): { selector: string; within: string[] }[] {
  const found: { selector: string; within: string[] }[] = []
  const open: string[] = []
  let text = ''
  for (const char of source.replaceAll(/\/\*.*?\*\//gs, '')) {
    if (char === '{') {
      const selector = text.trim()
      if (!selector.startsWith('@')) found.push({ selector, within: [...open] })
      open.push(selector)
      text = ''
    } else if (char === '}') {
      open.pop()
      text = ''
    } else if (char === ';') text = ''
    else text += char
  }
  return found
}

describe('the compiled stylesheet', () => {
  it('holds the rules of the components', () => {
    expect(css).toContain('.tl\\:inline-flex')
    expect(css).toContain('var(--primary)')
    expect(css.length).toBeLessThan(60_000)
  })

  it('touches nothing but our own classes, all inside layers', () => {
    const foreign = rules(css).filter(({ selector, within }) => {
      if (within.some((rule) => rule.startsWith('@keyframes') || rule.startsWith('@property'))) return false
      const nested = selector.includes('&')
      const layered = within.some((rule) => rule.startsWith('@layer'))
      // Escaped characters and what stands in parentheses hold commas of their own.
      const plain = selector
        .replaceAll(/\\./g, '')
        .replaceAll(/\([^()]*\)/g, (inner) => inner.replaceAll(',', ' '))
      const parts = plain.split(',')
      return !layered || (!nested && !parts.every((part) => part.includes('tl')))
    })
    expect(foreign).toEqual([])
  })

  it('brings the default theme as a file of its own', () => {
    expect(css).not.toContain('--primary:')
    expect(readFileSync(join(folder, 'theme.css'), 'utf8')).toMatch(
      /:root \{[\s\S]*--primary:[\s\S]*\.dark \{/,
    )
  })
})
