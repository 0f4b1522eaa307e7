import { mkdtempSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BrowserContext, chromium } from '@playwright/test'
import { launchOptions } from '../scripts/chromium.ts'

/** A browser whose data outlive it, as those of a person's computer. */
export interface Device {
  /** Starts the browser. */
  start(): Promise<BrowserContext>
  /** Ends its process at once: nothing is flushed, no page hears of it. */
  kill(): Promise<void>
  close(): Promise<void>
}

export function createDevice(): Device {
  const folder = mkdtempSync(path.join(tmpdir(), 'throughline-device-'))
  let running: BrowserContext | undefined
  return {
    async start() {
      running = await chromium.launchPersistentContext(folder, launchOptions)
      // As someone has chosen who wants to work without a network.
      running.setDefaultTimeout(60_000)
      await running.addInitScript(() => localStorage.setItem('kept-rows', 'all'))
      return running
    },
    async kill() {
      const closed = running?.waitForEvent('close')
      // The lock that keeps a second browser away says who holds it: "host-pid".
      const pid = Number(readlinkSync(path.join(folder, 'SingletonLock')).split('-').at(-1))
      process.kill(pid, 'SIGKILL')
      await closed
      running = undefined
    },
    async close() {
      await running?.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
