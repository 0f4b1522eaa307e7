// Prints what 95,000 rows that stream in do to the main thread of Chromium, and fails where a task of the store takes over
// 50 ms: `pnpm --filter @throughline/collections run bench:browser [--runs 3]`.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { createInstantServer } from '../benches/instant-server.ts'
import { registerRows } from '../benches/register-model.ts'
import { startChromium } from '../tests/offline/chromium.ts'
import type { Figures } from './snapshot-page.ts'
import { traceTasks } from './trace-tasks.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, mode: { type: 'string' } },
})
const server = createInstantServer([...registerRows()])
const texts = new Map<string, string>()

// As an API answers: JSON texts, made before they are asked for.
for (let cursor: string | undefined = '0'; cursor !== undefined;) {
  const page = await server.snapshot({ cursor })
  texts.set(cursor, JSON.stringify(page))
  cursor = page.cursor ?? undefined
}
const api = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost')
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('content-type', 'application/json')
  response.end(texts.get(searchParams.get('cursor') ?? '0'))
})
await new Promise<void>((resolve) => {
  api.listen(0, '127.0.0.1', resolve)
})
const origin = `http://127.0.0.1:${(api.address() as AddressInfo).port}`

for (const mode of values.mode ? [values.mode] : ['list', 'collections', 'raw']) {
  for (const from of ['the page', 'HTTP']) {
    for (let run = 0; run < Number(values.runs); run += 1) {
      const browser = await startChromium('./snapshot-page.ts', import.meta.url)
      try {
        const page = await browser.open()
        await page.evaluate(`bench.prepare(${from === 'HTTP' ? JSON.stringify(origin) : ''})`)
        const endTrace = await traceTasks(browser.context, page)
        // Sound: what the page's script answers.
        const figures: Figures = await page.evaluate(`bench.stream(${JSON.stringify(mode)})`)
        const tasks = await endTrace()
        process.stdout.write(
          `${mode.padEnd(12)} ${from.padEnd(9)} ${JSON.stringify({ ...figures, tasks })}\n`,
        )
        if (figures.rows !== 95_000) throw new Error(`${figures.rows} rows came.`)
        if (mode !== 'raw' && (tasks[0]?.spent ?? 0) > 50) process.exitCode = 1
      } finally {
        await browser.close()
      }
    }
  }
}
api.close()
