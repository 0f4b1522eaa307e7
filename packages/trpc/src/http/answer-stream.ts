const streamTypes = /^(text\/event-stream|application\/(x-ndjson|ndjson|jsonl|jsonlines))\b/i

/** Whether an answer is written bit by bit, for as long as its reader or its source likes. */
export function isStream(response: Response): boolean {
  const { headers } = response
  return streamTypes.test(headers.get('content-type') ?? '') || headers.get('transfer-encoding') === 'chunked'
}

/** Whether an answer streams events, for as long as its reader listens. */
export function isLive(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
}

/** The same answer, whose end, or being left, is told of once; back-pressure goes through. */
export function watchStream(
  response: Response,
  watcher: { readonly sent: (bytes: number) => void; readonly end: () => void },
): Response {
  if (!response.body) {
    watcher.end()
    return response
  }
  const reader = (response.body as ReadableStream<Uint8Array>).getReader() // Sound: a body's chunks are bytes.
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) {
            watcher.end()
            controller.close()
          } else {
            watcher.sent(value.byteLength)
            controller.enqueue(value)
          }
        } catch (error) {
          watcher.end()
          controller.error(error)
        }
      },
      cancel(reason) {
        watcher.end()
        return reader.cancel(reason)
      },
    },
    // Nothing is fetched before the reader asks for it.
    { highWaterMark: 0 },
  )
  const { status, headers } = response
  return new Response(body, { status, headers })
}
