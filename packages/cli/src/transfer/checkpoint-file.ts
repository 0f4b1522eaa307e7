import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** A small file that tells how far something is; it is whole at every moment. */
export interface CheckpointFile<TState> {
  /** What was kept; `undefined` where nothing was, or what is there cannot be read. */
  read(): TState | undefined
  write(state: TState): void
  remove(): void
}

/** Opens the file of a command; `about` tells what it is for, and another one's is not read. */
export function checkpointFile<TState extends object>(path: string, about: unknown): CheckpointFile<TState> {
  const wanted = JSON.stringify(about)
  return {
    read() {
      if (!existsSync(path)) return undefined
      try {
        // Sound: written below; what something else wrote is not about the same.
        const kept = JSON.parse(readFileSync(path, 'utf8')) as { about: unknown; state: TState }
        return JSON.stringify(kept.about) === wanted ? kept.state : undefined
      } catch {
        return undefined
      }
    },
    write(state) {
      writeFileSync(`${path}.tmp`, JSON.stringify({ about, state }))
      renameSync(`${path}.tmp`, path)
    },
    remove: () => rmSync(path, { force: true }),
  }
}
