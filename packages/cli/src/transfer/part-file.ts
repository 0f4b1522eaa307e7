import { type FileHandle, mkdir, open, rename } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const packed = promisify(gzip)

/** A file that grows by whole pages, and has its name once it is done. */
export interface PartFile {
  /** Bytes that are in it. */
  readonly bytes: number
  /** Appends; packed, a page is a gzip member of its own, so that a file can be cut after each. */
  append(text: string): Promise<void>
  /** Waits until the disk has it. */
  flush(): Promise<void>
  /** Gives it its name. */
  finish(): Promise<void>
  /** Leaves it as it is, to be gone on with. */
  close(): Promise<void>
}

/** Opens `<file>.part`, cut to so many bytes. */
export async function openPart(file: string, bytes: number, isPacked: boolean): Promise<PartFile> {
  const part = `${file}.part`
  await mkdir(path.dirname(path.resolve(file)), { recursive: true })
  const handle: FileHandle = await open(part, bytes === 0 ? 'w' : 'r+')
  await handle.truncate(bytes)
  let position = bytes
  return {
    get bytes() {
      return position
    },
    async append(text) {
      if (text === '') return
      const data = isPacked ? await packed(text) : Buffer.from(text)
      await handle.write(data, 0, data.length, position)
      position += data.length
    },
    flush: () => handle.datasync(),
    async finish() {
      await handle.datasync()
      await handle.close()
      await rename(part, file)
    },
    close: () => handle.close(),
  }
}
