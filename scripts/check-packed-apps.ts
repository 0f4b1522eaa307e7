// The packed `ui` and `persons` in a new Vite app and a new Next app, as a user writes them: built, served, and looked at in
// Chromium.
import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { chromium, type Page } from 'playwright'
import { catalogVersions, peerNames } from './check-packed.ts'
import type { CheckResult } from './lib/check.types.ts'
import { packPackages } from './lib/pack-packages.ts'
import type { PackedPackage } from './lib/pack-packages.ts'
import { fromProblems } from './lib/problems.ts'
import { run } from './lib/run.ts'
import { withTempFolder } from './lib/temp-folder.ts'
import { publishable } from './lib/workspace.ts'

/** What a user writes, the data aside. */
const example = `import { PersonCard, PersonForm } from '@throughline/persons/ui'

const times = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }
const ada = { id: '7d0a3a52-6a3b-4f43-9d5e-1f6a9c1f0b01', firstName: 'Ada', lastName: 'Lovelace', dateOfBirth: '1990-12-10' }

export function Example() {
  return (
    <>
      <PersonCard person={{ ...ada, ...times, gender: 'female' }} />
      <PersonForm onSubmit={() => undefined} />
    </>
  )
}
`

const styles = `import '@throughline/ui/theme.css'\nimport '@throughline/ui/styles.css'\n`

const files: Readonly<Record<string, string>> = {
  'vite/index.html': `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>App</title><link rel="icon" href="data:,"></head><body><div id="root"></div><script type="module" src="/main.tsx"></script></body></html>`,
  'vite/example.tsx': example,
  'vite/main.tsx': `${styles}import { createRoot } from 'react-dom/client'
import { Example } from './example.tsx'

createRoot(document.getElementById('root') as HTMLElement).render(<Example />)
`,
  'vite/tsconfig.json': '{ "compilerOptions": { "jsx": "react-jsx" } }',
  'next/app/icon.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
  'next/app/example.tsx': `'use client'\n\n${example}`,
  'next/app/page.tsx': `import { Example } from './example'

export default function Page() {
  return <Example />
}
`,
  'next/app/layout.tsx': `${styles}
export const metadata = { title: 'App' }

export default function Layout({ children }: { children: React.ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
`,
  'next/next.config.mjs': `export default { turbopack: { root: new URL('..', import.meta.url).pathname }, devIndicators: false }`,
}

interface App {
  readonly name: 'next' | 'vite'
  readonly build: readonly string[]
  readonly serve: (port: number) => readonly string[]
}

const apps: readonly App[] = [
  {
    name: 'vite',
    build: ['vite', 'build'],
    serve: (port) => ['vite', 'preview', '--port', String(port), '--strictPort'],
  },
  { name: 'next', build: ['next', 'build'], serve: (port) => ['next', 'start', '--port', String(port)] },
]

/** Builds and looks at both apps. */
export function checkPackedApps(): Promise<CheckResult> {
  return withTempFolder('packed-apps', async (folder) => {
    const packages = await packPackages(publishable(), folder)
    const unpacked = packages.flatMap(({ problem }) => (problem ? [problem] : []))
    if (unpacked.length > 0) return fromProblems(unpacked, '')
    await writeApps(folder, packages)
    const install = await run(
      'npm',
      ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'],
      { cwd: folder },
    )
    if (install.code !== 0) return fromProblems([`npm install failed:\n${install.output.trim()}`], '')
    const problems: string[] = []
    for (const app of apps) problems.push(...(await appProblems(folder, app)))
    return fromProblems(problems, 'a card and a form in a Vite and a Next app')
  })
}

async function writeApps(folder: string, packages: readonly PackedPackage[]): Promise<void> {
  const versions = await catalogVersions()
  const wanted = ['react', 'react-dom', 'zod', 'vite', 'next', 'typescript', '@types/react', '@types/node']
  const peers = peerNames(packages.map(({ workspace }) => workspace.manifest))
  const entries: [string, string][] = [
    ...packages.map(({ workspace, tarball }): [string, string] => [
      workspace.manifest.name,
      `file:${tarball ?? ''}`,
    ]),
    ...[...new Set([...wanted, ...peers])].map((name): [string, string] => [name, versions.get(name) ?? '*']),
  ]
  const dependencies: Record<string, string> = Object.fromEntries(entries)
  const all = {
    ...files,
    'package.json': JSON.stringify({
      name: 'apps',
      version: '0.0.0',
      private: true,
      type: 'module',
      dependencies,
    }),
  }
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

async function appProblems(folder: string, { name, build, serve }: App): Promise<string[]> {
  const cwd = join(folder, name)
  const bin = (command = '') => join(folder, 'node_modules/.bin', command)
  const [command, ...args] = build
  const built = await run(bin(command), args, { cwd })
  if (built.code !== 0) return [`--- ${name}: the build failed\n${built.output.trim()}`]
  // How large a chunk may be is a matter of .size-limit.mjs.
  const warnings = built.output
    .split('\n')
    .filter((line) => /warn|\(!\)|deprecat/i.test(line) && !/chunk size|chunks are larger/i.test(line))
  const port = await freePort()
  const [server, ...options] = serve(port)
  const child = spawn(bin(server), options, {
    cwd,
    stdio: 'ignore',
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  })
  try {
    const found = await lookAt(`http://localhost:${port}/`)
    return [...warnings, ...found].map((problem) => `--- ${name}: ${problem}`)
  } finally {
    child.kill('SIGTERM')
  }
}

/** What a browser says of the page, and what is not as it should be. */
async function lookAt(url: string): Promise<string[]> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  })
  try {
    const page = await browser.newPage()
    const problems: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(`the console said: ${message.text()}`)
    })
    page.on('pageerror', (error) => problems.push(`the page threw: ${error.message}`))
    await opened(page, url)
    return [...(await pageProblems(page)), ...problems]
  } finally {
    await browser.close()
  }
}

async function opened(page: Page, url: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await page.goto(url)
      return
    } catch (error) {
      if (tries > 60) throw error
      await setTimeout(500)
    }
  }
}

async function pageProblems(page: Page): Promise<string[]> {
  const problems: string[] = []
  const card = page.getByRole('article', { name: 'Ada Lovelace' })
  await card.waitFor({ timeout: 20_000 })
  const look = () =>
    card.evaluate((element) => {
      const { backgroundColor, borderTopLeftRadius, display } = getComputedStyle(element)
      return { backgroundColor, borderTopLeftRadius, display }
    })
  const { borderTopLeftRadius, display } = await look()
  if (borderTopLeftRadius === '0px' || display !== 'flex') problems.push('the card has no style')
  await page.evaluate(() => document.documentElement.style.setProperty('--card', 'rgb(1, 2, 3)'))
  const themed = (await look()).backgroundColor
  if (themed !== 'rgb(1, 2, 3)') problems.push(`the card does not take the theme's color: ${themed}`)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('First name is required.').waitFor({ timeout: 5000 })
  return problems
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
