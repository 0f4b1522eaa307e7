import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { run } from '../lib/run.ts'
import { withTempFolder } from '../lib/temp-folder.ts'
import { ROOT } from '../lib/workspace.ts'

/** One broken rule a line: the rule, and the source that breaks it. */
const BREACHES: [rule: string, file: string, source: string][] = [
  ['house(no-export-all)', 'all.ts', `export * from './one.ts'`],
  ['house(no-enum)', 'enum.ts', `export enum Color {\n  Red,\n}`],
  [
    'house(assertion-reason)',
    'assertion.ts',
    `export const text = (value: unknown): string => value as string`,
  ],
  ['house(no-barrel-import)', 'barrel.ts', `import { one } from './index.ts'\nexport const two = one + 1`],
  [
    'house(no-zod-internals)',
    'zod.ts',
    `export const inner = (field: { _zod: string }): string => field._zod`,
  ],
  [
    'house(no-visible-text)',
    'packages/ui/src/words.ts',
    `export const words = (name: string): string => \`Delete \${name} now\``,
  ],
  ['typescript(no-explicit-any)', 'any.ts', `export function open(value: any): void {\n  value.open()\n}`],
  [
    'typescript(no-floating-promises)',
    'floating.ts',
    `export function start(): void {\n  Promise.resolve(1)\n}`,
  ],
  ['typescript(no-namespace)', 'space.ts', `export namespace Space {\n  export const one = 1\n}`],
  ['import(no-cycle)', 'cycle-a.ts', `import { b } from './cycle-b.ts'\nexport const a = (): number => b()`],
  ['import(no-default-export)', 'default.ts', `export default 1`],
  ['unicorn(filename-case)', 'CamelCase.ts', `export const one = 1`],
  [
    'eslint(max-lines)',
    'long.ts',
    Array.from({ length: 301 }, (_, n) => `export const n${n} = ${n}`).join('\n'),
  ],
  [
    'eslint(max-lines-per-function)',
    'long-function.ts',
    `export function long(list: number[]): void {\n${'  list.push(1)\n'.repeat(60)}}`,
  ],
  [
    'vitest(no-focused-tests)',
    'focused.test.ts',
    `import { it } from 'vitest'\nit.only('runs alone', () => {})`,
  ],
]

const FINE: Record<string, string> = {
  'index.ts': `export { one } from './one.ts'`,
  'one.ts': `export const one = 1`,
  'cycle-b.ts': `import { a } from './cycle-a.ts'\nexport const b = (): number => a()`,
  'reasoned.ts': [
    '// The caller checked it.',
    'export const text = (value: unknown): string => value as string',
    '',
    '// Sound: every entry is given its own kind.',
    'export const table = {',
    '  a: (value: unknown): string => {',
    '    const lower = String(value).toLowerCase()',
    '    return [',
    '      lower as "a",',
    '    ].join()',
    '  },',
    '}',
    `export const kinds = ['a'] as const`,
  ].join('\n'),
}

describe('the lint rules of the house', () => {
  let found: { code: string; filename: string }[] = []

  beforeAll(async () => {
    const files = [
      ...Object.entries(FINE),
      ...BREACHES.map(([, file, source]): [string, string] => [file, source]),
    ]
    await withTempFolder('lint', async (folder) => {
      const write = async (file: string, source: string) => {
        await mkdir(dirname(join(folder, file)), { recursive: true })
        await writeFile(join(folder, file), `${source}\n`)
      }
      await Promise.all(files.map(([file, source]) => write(file, source)))
      const config = join(ROOT, '.oxlintrc.json')
      const { stdout } = await run('oxlint', ['--type-aware', '--format=json', '-c', config, '.'], {
        cwd: folder,
      })
      found = JSON.parse(stdout).diagnostics
    })
  })

  it.each(BREACHES)('%s is reported in %s', (rule, file) => {
    expect(found.filter(({ filename }) => filename === file).map(({ code }) => code)).toContain(rule)
  })

  it('accepts an assertion with its reason, and `as const`', () => {
    expect(found.filter(({ filename }) => filename === 'reasoned.ts')).toEqual([])
  })
})
