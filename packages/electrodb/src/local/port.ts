import { createServer } from 'node:net'
import { LocalError } from './local-error.ts'

/**
 * A port that is free now: the one asked for, or any for 0.
 *
 * @throws {LocalError} `port_busy`
 */
export async function freePort(port: number): Promise<number> {
  const server = createServer()
  try {
    return await new Promise<number>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, () => {
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : port)
      })
    })
  } catch (error) {
    throw busy(port, error)
  } finally {
    await new Promise((resolve) => {
      server.close(resolve)
    })
  }
}

/** The error of a port that something else listens on. */
export function busy(port: number, cause?: unknown): LocalError {
  const reason =
    cause instanceof Error && 'code' in cause && cause.code === 'EACCES' ? 'may not be used' : 'is in use'
  const message = `Port ${port} ${reason}. Stop what listens there, or start DynamoDB Local on another port (0 picks a free one).`
  return new LocalError('port_busy', message, { cause })
}
