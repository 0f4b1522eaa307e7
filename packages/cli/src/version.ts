import { readFileSync } from 'node:fs'

/** The version of this package, of the `package.json` above the built or the source file. */
export function version(): string {
  // Sound: our own manifest.
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return manifest.version
}
