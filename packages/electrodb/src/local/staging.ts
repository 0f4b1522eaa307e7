import {
  accessSync,
  constants,
  cpSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A working copy of a data folder. */
export interface Staging {
  readonly folder: string
  /** Puts the copy in the place of the data folder's files. */
  readonly commit: () => void
  readonly discard: () => void
}

const memoryFolder = '/dev/shm'
const roomNeeded = 2 ** 30

/** Copies a data folder to memory where the system has a folder there with room, or else to the temporary folder. */
export function stageFolder(dataDir: string): Staging {
  const folder = mkdtempSync(join(hasRoom(memoryFolder) ? memoryFolder : tmpdir(), 'dynamodb-local-'))
  const discard = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    cpSync(dataDir, folder, { recursive: true })
  } catch (error) {
    discard()
    throw error
  }
  return {
    folder,
    commit: () => {
      // Beside the data first, then renamed: a copy that is cut off leaves the data as it was.
      const beside = `${dataDir}.staged`
      rmSync(beside, { recursive: true, force: true })
      try {
        cpSync(folder, beside, { recursive: true })
      } catch (error) {
        rmSync(beside, { recursive: true, force: true })
        throw error
      }
      const names = readdirSync(beside)
      // A journal of the data before would be applied to the data that comes.
      for (const name of readdirSync(dataDir)) {
        if (/\.db-\w+$/.test(name) && !names.includes(name)) rmSync(join(dataDir, name))
      }
      for (const name of names) renameSync(join(beside, name), join(dataDir, name))
      rmSync(beside, { recursive: true })
      discard()
    },
    discard,
  }
}

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > roomNeeded
  } catch {
    return false
  }
}
