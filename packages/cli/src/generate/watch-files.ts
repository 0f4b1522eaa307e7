import { statSync, watch } from 'node:fs'
import path from 'node:path'

/** What an editor writes in a moment is one change; milliseconds. */
const pause = 200

/** What files are like now: another text once one of them was written. */
export function stampOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0 }
      return `${mtimeMs} ${size}`
    })
    .join('\n')
}

/**
 * Waits until one of the files changes, and a moment longer; `false` once the signal is aborted. What changed since
 * they had this stamp counts too.
 *
 * Their folders are watched: an editor that writes a new file in place of the old one ends the watching of the file itself.
 */
export async function watchFiles(
  files: readonly string[],
  stamp: string,
  signal: AbortSignal,
): Promise<boolean> {
  const names = new Set(files.map((file) => path.resolve(file)))
  const folders = new Set([...names].map((file) => path.dirname(file)))
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    const watchers = [...folders].map((folder) =>
      watch(folder, (_, name) => {
        if (name === null || !names.has(path.join(folder, name))) return
        clearTimeout(timer)
        timer = setTimeout(() => end(true), pause)
      }),
    )
    const stop = (): void => end(false)
    const end = (isChanged: boolean): void => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
      signal.removeEventListener('abort', stop)
      resolve(isChanged)
    }
    signal.addEventListener('abort', stop)
    if (signal.aborted) end(false)
    else if (stampOf(files) !== stamp) timer = setTimeout(() => end(true), pause)
  })
}
