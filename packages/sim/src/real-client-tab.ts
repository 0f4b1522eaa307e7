import { syncModel } from '@throughline/schema/testing'
import type { ClientOptions } from './client.types.ts'
import type { Session } from './judge.ts'
import type { OpenStream } from './live-streams.ts'
import type { Edit, Plan, RealSettings } from './plan.types.ts'
import { buggyTabs, buggyTransport } from './real-client-bugs.ts'
import type { Disk } from './disk.types.ts'
import { laterModels } from './later-models.ts'
import { createStorage } from './real-client-disk.ts'
import { isRefusal, performEdit, type TakenWrite } from './real-client-edits.ts'
import { createFates } from './real-client-fates.ts'
import type { Ledger } from './real-client-ledger.ts'
import { openStore, type RealStore } from './real-client-store.ts'
import { createTransport } from './real-client-transport.ts'
import type { SimTransport } from './real-client-wire.ts'
import { createUser } from './real-client-user.ts'
import { createView, type View } from './real-client-view.ts'
import type { TabOwner } from './tab-owner.ts'

export interface RealClientOptions extends ClientOptions {
  readonly settings: Plan['settings']
  readonly ledger: Ledger
  readonly openStream: OpenStream
  /** Makes values that no other edit has. */
  readonly token: () => string
}

/** What a tab has of its device. */
export interface TabOptions {
  readonly name: string
  readonly options: RealClientOptions
  readonly owner: TabOwner
  readonly disk: Disk | undefined
  readonly session: Session
  /** How often its user has opened it. */
  readonly lives: number
  readonly expires: () => number
  readonly isOnline: () => boolean
  /** Its user is signing out: what it shows from now on is nobody's. */
  readonly isLeaving: () => boolean
  /** Its tabs may be several clients to a server: those that fell back to memory are each for themselves. */
  readonly isRisky: () => boolean
  /** It has ended without a word. */
  readonly ended: () => void
}

/** A real store, with a user before it. */
export interface Tab {
  readonly store: RealStore
  readonly view: View
  readonly edit: (edit: Edit) => void
  /** Does something with what is parked. */
  readonly tidy: () => void
  /** Deletes all that is stored of its user. */
  readonly signOut: (done: () => void) => void
  /** Ends without a word. */
  readonly end: () => void
  /** Ends as a page does that is left. */
  readonly close: () => void
  readonly owner: TabOwner
  readonly wakeStreams: () => void
  readonly cutStreams: () => void
  readonly pulledAt: () => number
}

export function realOf({ real }: Plan['settings']): RealSettings {
  if (!real) throw new TypeError('The plan is one of plain clients.')
  return real
}

interface Life {
  isOver: boolean
  isOpen: boolean
  pulledAt: number
}

export function openTab(tab: TabOptions): Tab {
  const { options, owner } = tab
  const { scheduler, judge, ledger } = options
  const life: Life = { isOver: false, isOpen: false, pulledAt: -1 }
  scheduler.owner = owner
  const { store, view, fates, user, cutOff, ...streams } = startTab(tab, life, () => end())
  life.isOpen = true

  const end = (): void => {
    if (life.isOver) return
    life.isOver = true
    scheduler.note(() => `${tab.name} ends`)
    owner.thaw()
    cutOff()
    store.dispose()
    tab.ended()
  }
  const signOut = async (done: () => void): Promise<void> => {
    try {
      await store.clear()
      if (!life.isOver) done()
    } catch (error) {
      judge.violate('model', stackOf(error))
    }
  }
  return {
    ...streams,
    owner,
    store,
    view,
    tidy: user.tidy,
    pulledAt: () => life.pulledAt,
    edit(edit) {
      if (life.isOver || tab.isLeaving() || owner.isFrozen()) return
      scheduler.owner = owner
      ledger.takingBack(store, () => {
        for (const write of tryEdit(store, edit, options)) fates.add(write)
      })
    },
    signOut(done) {
      owner.thaw()
      scheduler.owner = owner
      void signOut(done)
    },
    end,
    close() {
      if (life.isOver) return
      owner.thaw()
      scheduler.owner = owner
      // What it still asks for is on its way to the disk, as far as that gets.
      store.dispose()
      life.isOver = true
      cutOff()
    },
  }
}

/** All that a tab consists of. */
function startTab(tab: TabOptions, life: Life, end: () => void) {
  const { options, owner, disk, session, name } = tab
  const { scheduler, random, hasBug, wall } = options
  const real = realOf(options.settings)
  const isOver = (): boolean => life.isOver || tab.isLeaving()
  const browserTab = disk?.browser.openTab(owner)
  const storage =
    disk && createStorage({ ...options, name, disk, owner, real, isOver: () => life.isOver, end })
  const { transport, ...streams } = transportOf(tab, life, () => ({ store, view }))
  const keepsWrites = disk !== undefined && tab.lives > 1 && !real.unopenable
  const view = createView({ ...options, name, keepsWrites, store: () => store, isOver })
  const { upgrade } = real
  const store: RealStore = openStore({
    model: upgrade && scheduler.now() >= upgrade.at ? laterModels[upgrade.to] : syncModel,
    transport: buggyTransport(transport, hasBug, random),
    real,
    user: session.user,
    storage: storage && browserTab && { open: storage.open, tabs: buggyTabs(browserTab, hasBug) },
    onError: (error) => scheduler.note(() => `${name} tells: ${error.code} ${error.message}`),
    onChange() {
      if (!life.isOpen) return
      view.look()
      fates.look()
      user.look()
    },
  })
  const fates = createFates({ ...options, isRisky: tab.isRisky, name, store, view, session, real, isOver })
  const user = createUser({ ...options, name, store, isOver, hasToken: () => tab.expires() > wall() })
  const cutOff = (): void => {
    storage?.cutOff()
    browserTab?.end()
  }
  return { ...streams, store, view, fates, user, cutOff }
}

function transportOf(
  { name, owner, session, options, expires, isOnline }: TabOptions,
  life: { readonly isOver: boolean; pulledAt: number },
  of: () => { readonly store: RealStore; readonly view: View },
): SimTransport {
  const { scheduler, random, network, openStream, ledger } = options
  return createTransport({
    name,
    scheduler,
    random,
    network,
    openStream,
    ledger,
    owner,
    session: () => session,
    token: expires,
    isOnline,
    isOver: () => life.isOver,
    pending: () => of().store.pending(),
    pulled(begun) {
      life.pulledAt = begun
      of().view.caughtUp(begun)
    },
    reset: () => of().view.reset(),
    read: () => of().view.read(),
  })
}

function tryEdit(store: RealStore, edit: Edit, { judge, token }: RealClientOptions): TakenWrite[] {
  try {
    return performEdit(store, edit, token)
  } catch (error) {
    if (!isRefusal(error)) judge.violate('model', stackOf(error))
    return []
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
