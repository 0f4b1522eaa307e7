import { createClient } from './client.ts'
import type { Client } from './client.types.ts'
import type { Plan } from './plan.types.ts'
import { randomOf } from './random.ts'
import { createRealClient } from './real-client.ts'
import type { RealClientOptions } from './real-client-tab.ts'
import type { Wall } from './wall.ts'

type ClientsOptions = Pick<
  RealClientOptions,
  'hasBug' | 'isCalm' | 'judge' | 'ledger' | 'network' | 'openStream' | 'scheduler'
> & {
  readonly wall: Wall
}

/** The clients of a plan, of which none has begun. */
export function createClients({ seed, settings }: Plan, { wall, ...options }: ClientsOptions): Client[] {
  let tokens = 0
  const token = (): string => `n${(tokens += 1)}`
  const { slowDisk, clientSkews, real } = settings
  return Array.from({ length: settings.clients }, (_, index) => {
    const name = `client${index}`
    const own = {
      name,
      random: randomOf(seed, name),
      wall: wall.now,
      skew: clientSkews[index] ?? 0,
      slowDisk,
    }
    return real
      ? createRealClient({ ...options, ...own, settings, token })
      : createClient({ ...options, ...own })
  })
}
