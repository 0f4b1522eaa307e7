import type { Connected } from '../project/project.ts'
import type { CliFinding } from './finding.types.ts'

/** AWS refuses requests that are signed further off than this, milliseconds. */
const mostSkew = 5 * 60_000
const skewToTell = 30_000

/** How far this machine's clock is from that of DynamoDB; nothing where DynamoDB does not tell its own. */
export async function clockFinding({ client, isAws }: Connected, signal: AbortSignal): Promise<CliFinding[]> {
  const address = isAws
    ? `https://dynamodb.${await client.config.region()}.amazonaws.com/`
    : await endpointOf(client)
  if (address === undefined) return []
  try {
    const started = Date.now()
    const response = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]) })
    await response.arrayBuffer()
    const told = Date.parse(response.headers.get('date') ?? '')
    if (Number.isNaN(told)) return []
    // The header has whole seconds, and came after the half of the way.
    return [skewFinding(Math.abs((started + Date.now()) / 2 - told - 500))]
  } catch {
    signal.throwIfAborted()
    return []
  }
}

async function endpointOf(client: Connected['client']): Promise<string | undefined> {
  const endpoint = await client.config.endpoint?.()
  if (!endpoint) return undefined
  const { protocol, hostname, port } = endpoint
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}/`
}

/** What a difference of so many milliseconds means. */
export function skewFinding(skew: number): CliFinding {
  const seconds = Math.round(skew / 1000)
  if (skew < skewToTell) return { level: 'ok', code: 'clock', message: 'The clock agrees with DynamoDB.' }
  const message = `The clock is ${seconds} s off that of DynamoDB, which refuses requests from 300 s on. Set it by the network.`
  return { level: skew < mostSkew ? 'warning' : 'error', code: 'clock', message }
}
