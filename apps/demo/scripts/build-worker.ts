// Makes the service worker of the built app: `public/sw.js`, with the names of all files of this build in it.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import type { ShellBuild } from '../src/worker/shell.ts'
import { demoDir, tell } from './console.ts'

try {
  await makeWorker()
} catch (error) {
  tell(error)
}

async function makeWorker(): Promise<void> {
  const folder = path.join(demoDir, 'public')
  mkdirSync(folder, { recursive: true })
  await build({
    entryPoints: [path.join(demoDir, 'src/worker/service-worker.ts')],
    outfile: path.join(folder, 'sw.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: { build: JSON.stringify(builtShell()) },
  })
}

function builtShell(): ShellBuild {
  const next = path.join(demoDir, '.next')
  const buildId = readFileSync(path.join(next, 'BUILD_ID'), 'utf8').trim()
  const files = readdirSync(path.join(next, 'static'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) => path.relative(next, path.join(entry.parentPath, entry.name)))
    .map((file) => `/_next/${file.split(path.sep).join('/')}`)
    .toSorted()
  const version = createHash('sha256')
    .update(JSON.stringify([buildId, files]))
    .digest('hex')
    .slice(0, 12)
  return { version, buildId, files }
}
