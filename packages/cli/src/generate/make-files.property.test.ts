import { transformSync } from 'esbuild'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyDescription } from '../../tests/any-description.ts'
import { makeFiles } from './make-files.ts'
import type { Sources } from './read/read-sources.ts'

const root = 'file:///api.json'
const sourcesOf = (document: unknown): Sources => ({
  root,
  documents: new Map([[root, document]]),
  refused: new Map(),
})

const options = { overrides: {}, extension: '.ts' } as const

const exported = /^export (?:const|function|interface|type|class) ([\p{ID_Start}$_][\p{ID_Continue}$]*)/gmu

/** What each file exports under which name. */
function exportsOf(files: ReadonlyMap<string, string>): string[] {
  return [...files]
    .filter(([path]) => !path.endsWith('index.ts'))
    .flatMap(([, code]) => {
      const own = [...code.matchAll(exported)].map(([, name = '']) => name)
      const lists = [...code.matchAll(/^export const \{([^}]*)\} = hooks/gm)].flatMap(([, list = '']) =>
        list.split(',').map((name) => name.trim()),
      )
      // A type and its constant, as `interface Order` and `const OrderSchema`, have names of their own too.
      return own.concat(lists.filter((name) => name !== ''))
    })
}

/** Files that are made in any case alike. */
const fixed = new Set(['client/http.ts', 'client/rest.ts', 'entities/use-confirmed.ts', 'store.ts'])

/** All code as one text to be parsed at once: each file in a block of its own, without what only modules have. */
function inBlocks(files: ReadonlyMap<string, string>): string {
  const bodies = [...files].flatMap(([path, code]) =>
    fixed.has(path) || path.endsWith('index.ts') ? [] : [code],
  )
  return bodies
    .map(
      (code) =>
        `{\n${code.replaceAll(/^import [^'"]*from '[^'\n]*'$/gm, '').replaceAll(/^export /gm, '')}\n}`,
    )
    .join('\n')
}

/** A description with one operation of this name. */
const described = (operationId: string): unknown => ({
  openapi: '3.1.0',
  info: { title: '', version: '1' },
  servers: [{ url: '' }],
  components: { schemas: {} },
  paths: { '/orders': { get: { operationId } } },
})

it('makes of any description the same code twice, which parses, and in which no name stands for two things', () => {
  fc.assert(
    fc.property(anyDescription, (document) => {
      const { files } = makeFiles(sourcesOf(document), options)
      expect(makeFiles(sourcesOf(structuredClone(document)), options).files).toEqual(files)
      const names = exportsOf(files)
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
      const reserved = new Set([
        'Array',
        'Blob',
        'Error',
        'Object',
        'Promise',
        'Record',
        'Pick',
        'NonNullable',
        'z',
        'constructor',
      ])
      expect(names.filter((name) => reserved.has(name))).toEqual([])
      const paths = [...files.keys()].map((path) => path.toLowerCase())
      expect(new Set(paths).size).toBe(paths.length)
      for (const [path, code] of files) {
        expect(path).toMatch(/^(?:[a-z\d-]+\/)*[a-z\d-]+\.ts$/)
        expect(code).not.toMatch(/\bany\b(?! )|[\u202E\u2028]/)
      }
      transformSync(inBlocks(files), { loader: 'ts' })
    }),
    { numRuns: 200, examples: [[described('ɤ')], [described('\u1C8A')]] },
  )
}, 240_000)
