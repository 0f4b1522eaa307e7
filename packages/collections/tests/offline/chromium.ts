import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type BrowserContext, chromium, type Page } from 'playwright'

/** A real browser with a page that has a script of ours in it. */
export interface ChromiumPage {
  readonly context: BrowserContext
  /** One more tab, once its script has run. */
  open(): Promise<Page>
  close(): Promise<void>
}

interface ChromiumOptions {
  /** A folder in which the browser keeps its data; a new one each time when absent. */
  readonly profile?: string
  /** The same each time where data are to be found again; any when absent. */
  readonly port?: number
}

/** Starts Debian's Chromium, or the one that `CHROMIUM_PATH` names, on pages that run `script`, a path beside this file. */
export async function startChromium(
  script: string,
  from: string | URL,
  { profile, port: wanted = 0 }: ChromiumOptions = {},
): Promise<ChromiumPage> {
  const source = await bundle(fileURLToPath(new URL(script, from)))
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(
      isScript ? source : '<!doctype html><title>page</title><script type="module" src="/page.js"></script>',
    )
  })
  await new Promise<void>((resolve) => {
    server.listen(wanted, '127.0.0.1', resolve)
  })
  const launch = {
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  }
  // An empty name is a folder of its own that goes with the browser.
  const context = await chromium.launchPersistentContext(profile ?? '', launch)
  // Sound: it listens on a port.
  const { port } = server.address() as AddressInfo
  return {
    context,
    async open() {
      const page = await context.newPage()
      const failed = new Promise<never>((_resolve, reject) => {
        page.on('pageerror', reject)
      })
      await page.goto(`http://localhost:${port}/`)
      await Promise.race([page.waitForFunction('globalThis.isReady === true'), failed])
      failed.catch(() => {})
      return page
    },
    async close() {
      await context.close()
      server.close()
    },
  }
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['@throughline/source'],
    define: { 'process.env.NODE_ENV': '"production"' },
    minify: true,
    keepNames: false,
  })
  return outputFiles[0]?.text ?? ''
}
