import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A network between browsers and the server, with an address of its own, that a test can break. */
export interface Network {
  readonly url: string
  /** Nothing answers any more. */
  cut(): Promise<void>
  mend(): Promise<void>
  /**
   * The answers of the next pushes are lost: the server has done what they asked for, and nobody hears of it.
   *
   * `atAnswer` runs when the answer's first byte is there, and nothing is heard before it has ended.
   */
  loseAnswers(count: number, atAnswer: () => Promise<void>): void
  /** How many were lost. */
  lost(): number
  /** From now on the worker is one of another version. */
  release(version: string): void
  close(): Promise<void>
}

export async function openNetwork(server: string): Promise<Network> {
  let toLose = 0
  let lost = 0
  let atAnswer = async (): Promise<void> => {}
  let released: string | undefined
  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    const { method, url = '/' } = request
    // A script that is changed on its way is asked for as a whole, and as it is.
    const headers = url === '/sw.js' ? {} : request.headers
    const isPush = method === 'POST' && /sync[./](push|transact)/.test(url)
    const passed = send(new URL(url, server), { method, headers }, (answer) => {
      if (isPush && toLose > 0) {
        toLose -= 1
        lost += 1
        answer.on('error', () => {})
        answer.once('data', () => void atAnswer().finally(() => request.socket.destroy()))
        return
      }
      if (released !== undefined && url === '/sw.js') {
        void text(answer).then((script) => {
          response.setHeader('content-type', 'text/javascript')
          response.end(script.replace(/version:"\w+"/, `version:"${released}"`))
        })
        return
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', () => request.socket.destroy())
    response.on('close', () => passed.destroy())
    request.pipe(passed)
  }
  const proxy = createServer(pass)
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      proxy.listen(port, '127.0.0.1', resolve)
    })
  await listen(0)
  // Sound: it listens on a port.
  const { port } = proxy.address() as AddressInfo
  const cut = () =>
    new Promise<void>((resolve) => {
      proxy.close(() => resolve())
      proxy.closeAllConnections()
    })
  return {
    url: `http://localhost:${port}`,
    cut,
    mend: () => listen(port),
    release: (version) => void (released = version),
    loseAnswers: (count, work) => {
      toLose += count
      atAnswer = work
    },
    lost: () => lost,
    close: async () => {
      if (proxy.listening) await cut()
    },
  }
}
