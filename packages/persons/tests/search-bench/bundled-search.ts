import { build } from 'esbuild'

type Search = typeof import('@throughline/search')

/**
 * The engine as an app has it, bundled, and loaded as the other engines are: in tests each use of an import is a look into
 * another module, which takes a fifth of its time.
 */
export async function bundledSearch(): Promise<Search> {
  const { outputFiles } = await build({
    stdin: { contents: "export * from '@throughline/search'", resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['@throughline/source'],
  })
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')
  return import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)
}
