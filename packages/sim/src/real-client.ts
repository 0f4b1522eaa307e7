import type { Client } from './client.types.ts'
import type { Session } from './judge.ts'
import type { Disk } from './disk.types.ts'
import { createIndexedDisk } from './indexed-disk.ts'
import { createPlainDisk } from './memory-disk.ts'
import { createBrowser } from './real-client-browser.ts'
import { openTab, type RealClientOptions, realOf, type Tab } from './real-client-tab.ts'
import { createTabOwner } from './tab-owner.ts'

const tokenTime = 10 * 365 * 86_400_000

type Pause = 'network' | 'token' | `frozen ${number}` | `tab ${number}`

/** A device as it stands. */
interface Device {
  readonly options: RealClientOptions
  readonly skew: () => number
  disk: Disk | undefined
  session: Session
  users: number
  /** Somebody is signing out. */
  isLeaving: boolean
  /** Disks of those who have. */
  readonly left: Disk[]
  expires: number
  isOnline: boolean
  readonly tabs: (Tab | undefined)[]
  readonly lives: Map<string, number>
  /** By what was paused: how often. */
  readonly pauses: Map<Pause, number>
  /** What is stored may be gone, or never have been: an edit is where its tabs are, or on the disk. */
  isRisky: boolean
}

/** A device whose tabs run the client of `@throughline/collections`. */
export function createRealClient(options: RealClientOptions): Client {
  const { name, wall, settings, judge } = options
  let skew = options.skew
  const device: Device = {
    options,
    skew: () => skew,
    disk: diskOf(options, `${name}-user1`),
    session: { client: name, user: `${name}-user1` },
    users: 1,
    isLeaving: false,
    left: [],
    expires: wall() + tokenTime,
    isOnline: true,
    tabs: Array.from({ length: realOf(settings).tabs }, () => undefined),
    lives: new Map(),
    pauses: new Map(),
    isRisky: (realOf(settings).unopenable ?? 0) > 0,
  }
  return {
    name,
    start: () => start(device),
    edit: (edit) => device.tabs[edit.value % device.tabs.length]?.edit(edit),
    retry: () => open(device)[0]?.tidy(),
    signOut: () => signOut(device),
    jump: (by) => {
      skew += by
    },
    poke: () => each(device, (tab) => tab.wakeStreams()),
    refresh: () => refresh(device),
    end() {
      each(device, (tab) => tab.close())
      if (!device.left.every((disk) => disk.isEmpty()))
        judge.violate('I11', `${name} keeps what it had after a sign-out`)
    },
    ...troubles(device),
    ...browserTroubles(device),
    ...shown(device),
  }
}

function open({ tabs }: Device): Tab[] {
  return tabs.flatMap((tab) => tab ?? [])
}

function each(device: Device, work: (tab: Tab) => void): void {
  for (const tab of open(device)) work(tab)
}

function refresh(device: Device): void {
  each(device, ({ store }) => store.refresh())
}

function shown({ tabs, options: { name } }: Device): Pick<Client, 'pulledAt' | 'views' | 'waiting'> {
  return {
    waiting: () =>
      tabs.flatMap((tab, index) =>
        tab
          ? tab.store
              .pending()
              .map(({ kind, entity, key, state }) => `${state} ${kind} of ${entity} ${key} in ${index}`)
          : [`tab ${index}`],
      ),
    pulledAt: () => Math.min(...tabs.map((tab) => tab?.pulledAt() ?? -1)),
    views: () =>
      tabs.flatMap((tab, index) => (tab ? [{ name: `${name}.${index}`, rows: tab.view.rows() }] : [])),
  }
}

function troubles(device: Device): Pick<Client, 'calm' | 'crash' | 'expire' | 'goOffline'> {
  const { random, wall } = device.options
  return {
    crash(milliseconds) {
      // The browser as a whole now and then, or one tab of it.
      const isWhole = random.chance(0.5)
      const index = random.below(device.tabs.length)
      const isLeft = random.chance(0.3)
      for (const [at, tab] of device.tabs.entries()) {
        if (!tab || (!isWhole && at !== index)) continue
        if (isLeft) close(device, at)
        else tab.end()
        pause(device, `tab ${at}`, milliseconds, () => start(device))
      }
      if (isLeft) afterwards(device, () => leaveOrStay(device))
    },
    goOffline(milliseconds) {
      device.isOnline = false
      each(device, (tab) => tab.cutStreams())
      pause(device, 'network', milliseconds, () => {
        device.isOnline = true
        if (random.chance(0.5)) refresh(device)
      })
    },
    expire(milliseconds) {
      device.expires = wall() - 1
      each(device, (tab) => tab.cutStreams())
      pause(device, 'token', milliseconds, () => {
        device.expires = wall() + tokenTime
        refresh(device)
      })
    },
    calm() {
      for (const index of device.tabs.keys()) thaw(device, index)
      device.isOnline = true
      device.expires = wall() + tokenTime
      for (const [what, count] of device.pauses) device.pauses.set(what, count + 1)
      start(device)
      refresh(device)
      if (device.isRisky) device.options.scheduler.afterAlone(reloadTime, () => reload(device))
    },
  }
}

/** Milliseconds after the last fault until a user loads a tab anew that says that it has no database. */
const reloadTime = 30_000

function reload(device: Device): void {
  for (const [index, tab] of device.tabs.entries()) if (tab?.store.isInMemory()) close(device, index)
  start(device)
}

function browserTroubles(device: Device): Pick<Client, 'evict' | 'freeze'> {
  const { scheduler, name, ledger } = device.options
  return {
    freeze(index, milliseconds) {
      const tab = device.tabs[index]
      if (!tab || device.isLeaving || tab.owner.isFrozen() || device.options.isCalm()) return
      scheduler.note(() => `${name}.${index} is frozen`)
      tab.owner.freeze()
      pause(device, `frozen ${index}`, milliseconds, () => {
        if (device.tabs[index] === tab) thaw(device, index)
      })
    },
    evict(isGone) {
      if (device.isLeaving || device.options.isCalm()) return
      scheduler.note(() => `${name} loses its database${isGone ? '' : ' for a moment'}`)
      device.isRisky = true
      // What is read from nothing may be older than what was there.
      if (isGone) device.lives.clear()
      for (const edit of ledger.open(device.session.user)) edit.stored = 'before'
      device.disk?.evict?.(isGone)
      loseAll(device)
    },
  }
}

/** A tab goes on, whose connections are cut. */
function thaw({ options, tabs }: Device, index: number): void {
  const tab = tabs[index]
  if (!tab?.owner.isFrozen()) return
  options.scheduler.note(() => `${options.name}.${index} goes on`)
  tab.owner.thaw()
  tab.cutStreams()
  if (options.random.chance(0.5)) tab.store.refresh()
}

function diskOf(options: RealClientOptions, user: string): Disk | undefined {
  const { settings, scheduler, random, isCalm } = options
  const { disk, fullDisk = 0, unopenable = 0, deaf } = realOf(settings)
  if (disk === 'none') return undefined
  const browser = createBrowser(scheduler, random, deaf)
  return disk === 'memory'
    ? createPlainDisk(browser)
    : createIndexedDisk({ browser, user, random, fullDisk, unopenable, isCalm })
}

/** Opens the tabs that are not open. */
function start(device: Device): void {
  const { options, disk, session, tabs } = device
  for (const index of tabs.keys()) {
    if (tabs[index]) continue
    const of = `${session.user} ${index}`
    device.lives.set(of, (device.lives.get(of) ?? 0) + 1)
    tabs[index] = openTab({
      lives: device.lives.get(of) ?? 1,
      name: `${options.name}.${index}`,
      options,
      owner: createTabOwner(options.scheduler, device.skew),
      disk,
      session,
      expires: () => device.expires,
      isOnline: () => device.isOnline,
      isLeaving: () => device.isLeaving,
      isRisky: () => device.isRisky,
      ended() {
        tabs[index] = undefined
        lose(device, `${options.name}.${index}`)
        afterwards(device, () => leaveOrStay(device))
        const time = options.random.between(10, 3_000)
        pause(device, `tab ${index}`, time, () => start(device))
      },
    })
  }
}

function afterwards({ disk }: Device, work: () => void): void {
  if (disk) disk.afterwards(work)
  else work()
}

function close(device: Device, index: number): void {
  device.tabs[index]?.close()
  device.tabs[index] = undefined
  lose(device, `${device.options.name}.${index}`)
}

/** Edits end with their tab where they are kept nowhere else; one that was under way may be applied. */
function lose(device: Device, tab: string): void {
  const { options, session, disk } = device
  const { ledger, judge } = options
  const loseNow = (): void => {
    if (device.isRisky) return loseAll(device)
    for (const edit of ledger.open(session.user)) {
      if (edit.tab !== tab || (disk && (edit.isKept || disk.holds(edit.id)))) continue
      edit.isOver = true
      if (edit.isKept) judge.settle(edit.id, 'discarded')
    }
  }
  afterwards(device, loseNow)
}

/** Of a device whose disk cannot be relied on: what no tab has, and no disk, is nowhere. */
function loseAll(device: Device): void {
  const { options, session, disk } = device
  const { ledger, judge } = options
  const waiting = new Set(open(device).flatMap(({ store }) => store.pending().map(({ id }) => id)))
  for (const edit of ledger.open(session.user)) {
    // Nobody was promised the others, of which another tab may hear yet.
    if (!edit.isKept || waiting.has(edit.id) || disk?.holds(edit.id)) continue
    edit.isOver = true
    // Who signs out wants it gone.
    if (edit.stored === 'promised' && !device.isLeaving) edit.stored = 'lost'
    judge.settle(edit.id, 'discarded')
  }
}

/** The user signs out, by the store's own door where there is one; `leave` is what comes then. */
function signOut(device: Device): void {
  const { options, tabs } = device
  const first = tabs.find((tab) => tab && !tab.owner.isFrozen()) ?? tabs.find((tab) => tab !== undefined)
  if (!first || device.isLeaving) return
  options.scheduler.note(() => `${options.name} signs out`)
  if (!device.disk) return leave(device)
  device.isLeaving = true
  first.signOut(() => leave(device))
}

/** A tab has ended while its user was signing out: they have, or they have not. */
function leaveOrStay(device: Device): void {
  if (!device.isLeaving) return
  if (device.disk?.isEmpty()) return leave(device)
  // Their tabs have been told, and know no more than that: they are loaded anew.
  device.isLeaving = false
  for (const index of device.tabs.keys()) if (device.tabs[index]) close(device, index)
  start(device)
}

/** Another user signs in: nothing of the one before is kept. */
function leave(device: Device): void {
  const { options, disk, tabs, session } = device
  const { name, judge, ledger } = options
  device.isLeaving = false
  for (const index of tabs.keys()) {
    tabs[index]?.close()
    tabs[index] = undefined
  }
  for (const edit of ledger.open(session.user)) {
    edit.isOver = true
    if (edit.isKept) judge.settle(edit.id, 'discarded')
  }
  device.users += 1
  device.isRisky = (realOf(options.settings).unopenable ?? 0) > 0
  device.session = { client: name, user: `${name}-user${device.users}` }
  if (disk) device.left.push(disk)
  device.disk = diskOf(options, device.session.user)
  start(device)
}

/** Takes something away from the device, and gives it back later. */
function pause({ options, pauses }: Device, what: Pause, milliseconds: number, resume: () => void): void {
  const { scheduler, name } = options
  scheduler.note(() => `${name} is without its ${what}`)
  const own = (pauses.get(what) ?? 0) + 1
  pauses.set(what, own)
  scheduler.after(milliseconds, () => {
    if (own === pauses.get(what)) resume()
  })
}
