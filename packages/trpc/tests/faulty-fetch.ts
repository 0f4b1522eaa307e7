/** What goes wrong on the way, each with its probability. */
export interface NetworkFaults {
  /** The request never comes to the server. */
  readonly lost?: number
  /** The server did what was asked, and its answer is lost. */
  readonly answerLost?: number
  /** The request comes twice. */
  readonly twice?: number
  /** The answer ends after a random number of bytes, as an end or as an error. */
  readonly cut?: number
  /** The same of live streams alone; those that are spared are cut too, only later. */
  readonly cutLive?: number
}

/** A `fetch` over a network that is none of the best. */
export function faultyFetch(
  random: () => number,
  faults: NetworkFaults,
): { fetch: typeof fetch; met: Record<string, number>; heal: () => void } {
  let isHealed = false
  const met: Record<string, number> = { lost: 0, answerLost: 0, twice: 0, cut: 0, cutLive: 0 }
  const meets = (fault: keyof NetworkFaults): boolean => {
    if (isHealed || random() >= (faults[fault] ?? 0)) return false
    met[fault] = (met[fault] ?? 0) + 1
    return true
  }
  const faulty: typeof fetch = async (input, init) => {
    if (meets('lost')) throw new TypeError('fetch failed')
    if (meets('twice')) {
      const first = await fetch(input, init)
      await first.body?.cancel()
    }
    const response = await fetch(input, init)
    if (meets('answerLost')) {
      await response.body?.cancel()
      throw new TypeError('fetch failed')
    }
    const isLive = response.headers.get('content-type')?.startsWith('text/event-stream')
    const isSoon = meets(isLive ? 'cutLive' : 'cut')
    // A stream that nothing ever cut would leave its client nothing to meet for the rest of the test.
    const isLate = !isSoon && isLive && faults.cutLive && !isHealed
    if (!response.body || !(isSoon || isLate)) return response
    const bytes = Math.floor(random() * (isSoon ? 2000 : 20_000))
    return new Response(response.body.pipeThrough(cut(bytes, random() < 0.5)), {
      status: response.status,
      headers: [...response.headers].filter(
        ([name]) => name !== 'content-encoding' && name !== 'content-length',
      ),
    })
  }
  const heal = (): void => {
    isHealed = true
  }
  return { fetch: faulty, met, heal }
}

function cut(bytes: number, asError: boolean): TransformStream<Uint8Array, Uint8Array> {
  let left = bytes
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, left))
      left -= chunk.length
      if (left > 0) return
      if (asError) controller.error(new TypeError('terminated'))
      else controller.terminate()
    },
  })
}
