import { pullLoop } from './client-puller.ts'
import { type ClientRecord, emptyRecord } from './client-record.ts'
import { type EndableRun, startRun } from './client-run.ts'
import { sendLoop } from './client-sender.ts'
import type { ClientOptions } from './client.types.ts'

const tokenTime = 10 * 365 * 86_400_000

/** A device as it stands: what it keeps, and what is lost with its run. */
export interface Device {
  readonly options: ClientOptions
  /** What it keeps. */
  record: ClientRecord
  /** Users that have signed in so far. */
  users: number
  /** Of its clock, in milliseconds. */
  skew: number
  /** When its token ends. */
  token: number
  /** The token that a server has refused. */
  refused: number
  isOnline: boolean
  /** When the last pull began that found no more. */
  lastPull: number
  /** The rows of edits that are being kept. */
  keeping: string[]
  run: EndableRun | undefined
  /** By what was paused: how often. What ends a pause later is void where there was another one since. */
  readonly pauses: Record<'network' | 'run' | 'token', number>
}

export function createDevice(options: ClientOptions): Device {
  return {
    options,
    record: emptyRecord(userOf(options, 1), options.random.uuid()),
    users: 1,
    skew: options.skew,
    token: freshToken(options),
    refused: 0,
    isOnline: true,
    lastPull: -1,
    keeping: [],
    run: undefined,
    pauses: { network: 0, run: 0, token: 0 },
  }
}

export function userOf({ name }: ClientOptions, count: number): string {
  return `${name}-user${count}`
}

export function freshToken({ wall }: ClientOptions): number {
  return wall() + tokenTime
}

/** Begins a run, unless there is one. */
export function startDevice(device: Device): void {
  if (device.run) return
  const { judge, name } = device.options
  const run = startRun(device.options, {
    record: () => device.record,
    keep: (next, reset) => {
      device.record = next
      if (reset) judge.forget(name)
      judge.observe(name, next)
    },
    token: () => device.token,
    hasToken: () => device.token !== device.refused,
    refuse: (token) => {
      device.refused = token
    },
    isOnline: () => device.isOnline,
    pulled: (begun) => {
      device.lastPull = begun
    },
  })
  device.run = run
  void sendLoop(run)
  void pullLoop(run)
}

/** Ends the run, with all that it does not keep yet. */
export function stopDevice(device: Device): void {
  device.run?.end()
  device.run = undefined
  device.keeping = []
}

export function wakeDevice({ run }: Device): void {
  run?.wake('send')
  run?.wake('pull')
}

/** Takes something away from the device, and gives it back later. */
export function pauseDevice(
  device: Device,
  what: keyof Device['pauses'],
  milliseconds: number,
  resume: () => void,
): void {
  const { scheduler, name } = device.options
  scheduler.note(() => `${name} is without its ${what}`)
  device.pauses[what] += 1
  const own = device.pauses[what]
  scheduler.after(milliseconds, () => {
    if (own !== device.pauses[what]) return
    resume()
    wakeDevice(device)
  })
}
