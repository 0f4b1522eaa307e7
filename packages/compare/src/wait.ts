import { setTimeout as pause } from 'node:timers/promises'

export { pause }

/** Milliseconds after which something does not come any more, also on a machine with much else to do. */
export const patience = 10_000

/** Waits until something holds, and says whether it did within the milliseconds given. */
export async function until(
  holds: () => Promise<boolean> | boolean,
  milliseconds = patience,
): Promise<boolean> {
  const end = performance.now() + milliseconds
  for (;;) {
    if (await holds()) return true
    if (performance.now() > end) return false
    await pause(15)
  }
}
