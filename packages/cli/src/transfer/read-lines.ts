import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CliError } from '../cli-error.ts'

/** A row takes 400 KB in DynamoDB: a longer line is no row. */
const mostBytes = 8 * 1024 * 1024
const newline = 10

export interface Line {
  readonly text: string
  /** From 1. */
  readonly number: number
  /** Bytes of the unpacked file up to the end of the line. */
  readonly end: number
}

export interface Position {
  readonly bytes: number
  readonly lines: number
}

/** The bytes of a file, unpacked where they are packed, from a place on. */
export async function readBytes(file: string, from: number, signal: AbortSignal): Promise<Readable> {
  if (file === '-') return process.stdin
  if (!(await isPacked(file))) return createReadStream(file, { start: from, signal })
  const source = createReadStream(file, { signal })
  const unpacked = createGunzip()
  source.once('error', (error) => unpacked.destroy(error))
  return dropped(source.pipe(unpacked), from)
}

async function isPacked(file: string): Promise<boolean> {
  const handle = await open(file, 'r')
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}

function dropped(stream: Readable, count: number): Readable {
  if (count === 0) return stream
  let left = count
  return stream.flatMap(async function* (chunk: Buffer) {
    const skip = Math.min(left, chunk.length)
    left -= skip
    if (skip < chunk.length) yield chunk.subarray(skip)
  })
}

/** Lines of a file from a place on, each with where it ends. */
export async function* readLines(file: string, from: Position, signal: AbortSignal): AsyncGenerator<Line> {
  let [rest, end, number]: [Buffer, number, number] = [Buffer.alloc(0), from.bytes, from.lines]
  try {
    // Sound: a stream without an encoding gives buffers.
    for await (const chunk of (await readBytes(file, from.bytes, signal)) as AsyncIterable<Buffer>) {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      let start = 0
      for (let stop = data.indexOf(newline); stop !== -1; stop = data.indexOf(newline, start)) {
        end += stop + 1 - start
        number += 1
        yield { text: data.toString('utf8', start, stop), number, end }
        start = stop + 1
      }
      rest = data.subarray(start)
      if (rest.length > mostBytes) {
        throw new CliError(
          'failed',
          `Line ${number + 1} of ${file} is longer than any row.`,
          'Look whether it is NDJSON: a row a line.',
        )
      }
    }
  } catch (error) {
    throw readError(file, error)
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), number: number + 1, end: end + rest.length }
}

/** A file that was cut is told as what it is. */
export function readError(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'Z_BUF_ERROR' && code !== 'Z_DATA_ERROR') return error
  return new CliError(
    'failed',
    `${file} is packed, and damaged or cut off.`,
    'Write it again, or get another copy of it.',
    {
      cause: error,
    },
  )
}
