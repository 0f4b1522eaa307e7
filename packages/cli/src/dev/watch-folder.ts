import { type FSWatcher, readdirSync, watch } from 'node:fs'
import path from 'node:path'

/** What an editor writes in a moment is one change; milliseconds. */
const pause = 200
const code = /\.(?:[cm]?[jt]sx?|json)$/
const skipped = /^(?:node_modules|dist|build|coverage|\..*)$/

/** What is watched until it is closed. */
export interface FolderWatch {
  close(): void
}

/**
 * Calls back a moment after code in a folder, or below it, has changed.
 *
 * Each folder is watched by itself: a recursive watch would look into `node_modules` too.
 */
export function watchFolder(root: string, ignored: readonly string[], onChange: () => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>()
  let timer: NodeJS.Timeout | undefined
  const changed = (): void => {
    clearTimeout(timer)
    timer = setTimeout(onChange, pause)
  }
  const forget = (folder: string): void => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  const add = (folder: string): void => {
    if (watchers.has(folder) || ignored.includes(folder)) return
    try {
      const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
      const watcher = watch(folder, (kind, name) => {
        if (name === null) return
        if (code.test(name)) changed()
        else if (kind === 'rename' && !skipped.test(name)) add(path.join(folder, name))
      })
      watcher.on('error', () => forget(folder))
      watchers.set(folder, watcher)
      for (const { name } of below) if (!skipped.test(name)) add(path.join(folder, name))
    } catch {
      // No folder, or one that is gone again.
    }
  }
  add(root)
  return {
    close() {
      clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}
