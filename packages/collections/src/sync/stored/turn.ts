import { createOnce } from '../../load.ts'
import type { StorageState } from '../../offline/storage.types.ts'

/** Whether this tab stores rows: the lead is offered, and taken at a moment when it is known how far they reach. */
export interface Turn {
  offer(state: StorageState): void
  /** What is stored, where the lead waits to be taken. */
  offered(): StorageState | undefined
  /** Resolves with the offer, or when the time is over. */
  wait(time: number): Promise<void>
  take(): StorageState | undefined
  /** The lead is gone, or of no use any more. */
  end(): void
  /** What was asked for before is of another time. */
  renew(): void
  /** Another one each time that something of it changes. */
  ticket(): number
  /** Whether this tab leads, and did all the while. */
  isOn(ticket: number): boolean
  listen(listener: () => void): void
}

export function createTurn(): Turn {
  const came = createOnce()
  let waiting: StorageState | undefined
  let number = 0
  let isLeading = false

  return {
    offer(state) {
      waiting = state
      came.tell()
    },
    offered: () => waiting,
    wait: (time) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, time)
        const end = (): void => {
          clearTimeout(timer)
          resolve()
        }
        if (waiting) end()
        else came.wait(end)
      }),
    take() {
      const taken = waiting
      waiting = undefined
      if (!taken) return undefined
      isLeading = true
      number += 1
      return taken
    },
    end() {
      isLeading = false
      number += 1
    },
    renew: () => void (number += 1),
    ticket: () => number,
    isOn: (ticket) => isLeading && ticket === number,
    listen(listener) {
      if (waiting) listener()
      else came.wait(listener)
    },
  }
}
