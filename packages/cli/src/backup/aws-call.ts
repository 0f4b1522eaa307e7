import { setTimeout } from 'node:timers/promises'
import { placeOf, toStoreError } from '@throughline/electrodb'
import { CliError } from '../cli-error.ts'
import type { Connected } from '../project/project.ts'

/** Between two looks, milliseconds; a backup takes seconds, a restore minutes to hours. */
const interval = 2_000

/** Runs a request whose failure is told with what to do. */
export async function call<T>({ client, layout }: Connected, request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (error) {
    throw toStoreError(error, await placeOf(client, layout.tableName))
  }
}

/** Looks until something is there; what was asked for goes on at AWS where nobody waits any longer. */
export async function until<T>(
  look: () => Promise<T | undefined>,
  signal: AbortSignal,
  goesOn: string,
): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    try {
      await setTimeout(interval, undefined, { signal })
    } catch (cause) {
      throw new CliError(
        'interrupted',
        goesOn,
        'Look at it later: throughline backup list, or the console of AWS.',
        { cause },
      )
    }
  }
}

/** The commands that only AWS has. */
export function requireAws({ isAws, place }: Connected, { aws }: { readonly aws?: boolean }): void {
  if (isAws || aws) return
  throw new CliError(
    'usage',
    `The table ${place} is not on AWS, which alone has this.`,
    'Make an export instead: throughline backup create',
  )
}
