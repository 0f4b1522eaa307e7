import type { Access } from '../access.ts'
import { gunzip } from './compression.ts'
import { rowLines } from './page-text.ts'
import type { createSnapshotPages } from './snapshot-pages.ts'

/** Where a stream of a snapshot begins, and where its pages come from. */
export interface SnapshotStreamParts {
  readonly pages: ReturnType<typeof createSnapshotPages>
  readonly access: Access
  readonly cursor: string | undefined
  /** Called with what ended the stream before its end; answers the line that tells the client. */
  readonly onFault: (error: unknown) => Promise<unknown>
}

/**
 * All rows as lines of JSON: `{ feed }`, the rows, `{ cursor }` between pages, from which another stream goes on, and
 * `{ end: true, rows }` last. A stream without that line is cut; one that fails says so in a line `{ error }`.
 *
 * One page waits at most while another is on its way: a client that does not read costs no more.
 */
export async function snapshotStream({
  pages,
  access,
  cursor,
  onFault,
}: SnapshotStreamParts): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const encoder = new TextEncoder()
  const line = (value: unknown): string => `${JSON.stringify(value)}\n`
  const first = await pages(access, { cursor })
  let next: Promise<Awaited<ReturnType<typeof pages>>> | undefined = Promise.resolve(first)
  let head = line({ feed: first.feed })
  let rows = 0
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const page = await next
        if (!page) return
        // The next one is read while this one is sent.
        next = page.cursor === null ? undefined : pages(access, { cursor: page.cursor })
        next?.catch(() => undefined)
        rows += page.rows
        const text = rowLines(new TextDecoder().decode(await gunzip(page.gzip)))
        const tail = page.cursor === null ? { end: true, rows } : { cursor: page.cursor }
        controller.enqueue(encoder.encode(`${head}${text}${line(tail)}`))
        head = ''
        if (page.cursor === null) controller.close()
      } catch (error) {
        controller.enqueue(encoder.encode(line(await onFault(error))))
        controller.close()
      }
    },
    cancel() {
      next = undefined
    },
  })
}
