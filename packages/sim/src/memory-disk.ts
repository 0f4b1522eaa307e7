import { copyDisk, createMemoryDisk, memoryStorage } from '@throughline/collections/offline'
import { syncModel } from '@throughline/schema/testing'
import type { Disk } from './disk.types.ts'
import type { Browser } from './real-client-browser.ts'

/** A disk on which each write is there at once, or not at all. */
export function createPlainDisk(browser: Browser): Disk {
  let disk = createMemoryDisk()
  return {
    browser,
    holds: (id) => disk.outbox.has(id),
    isEmpty: () =>
      disk.rows.size === 0 && disk.outbox.size === 0 && disk.scopes.size === 0 && disk.feed.cursor === '',
    openTab: () => ({
      open: (model) => memoryStorage({ model, disk }),
      mayWriteLate: true,
      cutOff() {},
    }),
    afterwards: (work) => work(),
    takeImage() {
      const image = copyDisk(disk, syncModel)
      return () => {
        disk = image
      }
    },
  }
}
