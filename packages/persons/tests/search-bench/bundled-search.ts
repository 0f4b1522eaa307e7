import type * as Search from '@throughline/search'
import { build } from 'esbuild'

/**
 * The engine as an app has it, bundled, and loaded as the other engines are: in tests each use of an import is a look into
 * another module, which takes a fifth of its time.
 */
export async function bundledSearch(): Promise<typeof Search> {
  const { outputFiles } = await build({
    stdin: { contents: "export * from '@throughline/search'", resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['@throughline/source'],
  })
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')
  // Sound: it is that door, bundled.
  return (await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)) as typeof Search
}
