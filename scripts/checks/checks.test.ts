import { describe, expect, it, vi } from 'vitest'
import { CHECKS, runChecks, selectChecks } from '../check.ts'
import { atDocument, docsBlocks } from '../check-docs.ts'
import { moduleSpecifiers } from '../check-packed.ts'
import { ROOT } from '../lib/workspace.ts'
import { domainSpecifiers } from './boundaries.ts'
import { outsideCatalog } from './catalog.ts'
import { resolvedUrls } from './lockfile.ts'
import { copiesOf } from './one-db-core.ts'

describe('selectChecks', () => {
  it('takes all checks without a name, and the named ones in their own order', () => {
    expect(selectChecks([])).toBe(CHECKS)
    expect(selectChecks(['docs', 'types']).map(({ name }) => name)).toEqual(['types', 'docs'])
  })

  it('refuses an unknown name instead of running nothing', () => {
    expect(() => selectChecks(['typos'])).toThrow('No check is named typos; there are: build, types, lint')
  })
})

describe('runChecks', () => {
  it('counts a check that throws as failed, and runs the next one', async () => {
    vi.spyOn(console, 'log').mockReturnValue()
    const broken = { name: 'broken', guards: 'nothing', run: () => Promise.reject(new Error('no such tool')) }
    const fine = { name: 'fine', guards: 'nothing', run: () => Promise.resolve({ ok: true, details: '' }) }
    expect(await runChecks([broken, fine])).toEqual({ passed: 1, failed: 1 })
  })
})

describe('boundaries', () => {
  it('finds a domain in imports of values and types, dynamic ones, and paths into its folder', () => {
    const source = [
      `import { a } from '@house/persons'`,
      `import type { B } from "@house/persons/ui"`,
      `const c = await import('@house/persons')`,
      `import '../../persons/src/index.ts'`,
      `type D = import('@house/persons').D`,
      `import { e } from '@house/persons-like'`,
      `import { f } from './persons.ts'`,
    ].join('\n')
    expect(
      domainSpecifiers(source, 'packages/trpc/tests/x.test.ts', ['@house/persons'], ['packages/persons']),
    ).toEqual([
      '@house/persons',
      '@house/persons/ui',
      '@house/persons',
      '../../persons/src/index.ts',
      '@house/persons',
    ])
  })
})

describe('catalog', () => {
  const manifest = { name: 'x', version: '0.0.0' }

  it('accepts catalog:, workspace:^ for ours, and ranges of peers', () => {
    const dependencies = { zod: 'catalog:', '@house/schema': 'workspace:^' }
    expect(
      outsideCatalog({ ...manifest, dependencies, peerDependencies: { react: '^19.0.0' } }, [
        '@house/schema',
      ]),
    ).toEqual([])
  })

  it('names every version of its own', () => {
    const problems = outsideCatalog(
      {
        ...manifest,
        dependencies: { '@house/schema': '^1.0.0' },
        devDependencies: { zod: '^4.0.0' },
        peerDependencies: { react: 'catalog:' },
      },
      ['@house/schema'],
    )
    expect(problems).toEqual([
      '"@house/schema" is "^1.0.0"; write workspace:^.',
      '"zod" is "^4.0.0"; write catalog:.',
      'peer "react" is "catalog:"; a peer is a range that users can meet.',
    ])
  })
})

describe('lockfile', () => {
  it('finds the lines that fix a source', () => {
    const lines = [
      '  zod@4.1.0:',
      '    resolution: {integrity: sha512-x}',
      '    resolution: {integrity: y, tarball: https://host/z.tgz}',
    ]
    expect(resolvedUrls(lines.join('\n'))).toEqual([
      'pnpm-lock.yaml:3: names a source: resolution: {integrity: y, tarball: https://host/z.tgz}',
    ])
  })

  it('does not pass on a file without packages', () => {
    expect(resolvedUrls('')).toHaveLength(1)
  })

  it('counts the copies of a package, one a version and set of peers', () => {
    const text = [
      'packages:',
      `  '@tanstack/db@0.15.1':`,
      'snapshots:',
      `  '@tanstack/db@0.15.1(typescript@7.0.2)':`,
      `  '@tanstack/db@0.14.0':`,
      `  '@tanstack/db-ivm@0.1.0': {}`,
    ]
    expect(copiesOf('@tanstack/db', text.join('\n'))).toEqual([
      '@tanstack/db@0.15.1(typescript@7.0.2)',
      '@tanstack/db@0.14.0',
    ])
  })
})

describe('docs', () => {
  it('takes ts and tsx blocks with the line of their first line of code', () => {
    const markdown = [
      '# Title',
      '```ts',
      'const a = 1',
      '```',
      '- item',
      '  ```tsx',
      '  <A />',
      '  ```',
      '```sh',
      'npm test',
      '```',
    ]
    expect(docsBlocks(markdown.join('\n'))).toEqual({
      blocks: [
        { language: 'ts', code: 'const a = 1', line: 3 },
        { language: 'tsx', code: '<A />', line: 7 },
      ],
      problems: [],
    })
  })

  it('refuses a block that asks not to be compiled', () => {
    expect(docsBlocks('```ts no-check\nbroken(\n```\n```typescript\n```').problems).toEqual([
      { line: 1, text: '"no-check" is not allowed: every block is compiled.' },
      { line: 4, text: 'write ```ts or ```tsx.' },
    ])
  })

  it('does not read a block inside another fence', () => {
    expect(docsBlocks('````md\n```ts\nx\n```\n````').blocks).toEqual([])
  })

  it('tells an error with the line of the document', () => {
    const block = {
      path: `${ROOT}/packages/x/.docs-blocks/readme-12.ts`,
      file: 'packages/x/README.md',
      line: 12,
    }
    expect(atDocument('packages/x/.docs-blocks/readme-12.ts(3,5): error TS2322: No.', [block])).toBe(
      'packages/x/README.md:14:5: error TS2322: No.',
    )
  })
})

describe('packed', () => {
  it('imports every export that is a module', () => {
    const exports = {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './react': { default: './dist/react/index.js' },
      './styles.css': './dist/styles.css',
      './package.json': './package.json',
    }
    expect(moduleSpecifiers({ manifest: { name: '@house/ui', version: '0.0.0', exports } })).toEqual([
      '@house/ui',
      '@house/ui/react',
    ])
  })
})
