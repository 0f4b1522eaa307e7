'use client'

import { usePendingMutations, useStore, useSyncStatus } from '@throughline/persons/collections'
import { toast } from '@throughline/ui'
import { useEffect, useRef } from 'react'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import { type FromWorker, syncTag, type ToWorker } from '../../worker/messages.ts'
import { followKeptRows } from '../kept-rows.ts'
import { useLanguage } from '../language-provider.tsx'

/** Milliseconds between looks for a new version, in a tab that stays open. */
const lookAgain = 60 * 60_000

/** What Chromium has besides: a word once there is a connection again. */
interface SyncRegistration extends ServiceWorkerRegistration {
  readonly sync?: { readonly register: (tag: string) => Promise<void> }
}

/** Keeps the app for the time without a server, and says when a new version of it is there. */
export function useShellWorker(): void {
  const { update } = useDemoTexts()
  const { language } = useLanguage()
  const drawn = useRef(language)
  useEffect(() => {
    if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return
    const ended = new AbortController()
    void watchVersions(ended.signal, (waiting) => {
      toast.show(update.ready, {
        timeout: 0,
        action: { label: update.reload, onClick: () => begin(waiting) },
      })
    }).catch(() => {
      // The app goes on as it would without: with its server alone.
    })
    return () => ended.abort()
  }, [update])
  useEffect(followKeptRows, [])
  useEffect(() => {
    if (drawn.current === language) return
    drawn.current = language
    tell(navigator.serviceWorker?.controller, { kind: 'redraw' })
  }, [language])
}

/** Has the browser wake the pages once there is a connection, and asks it not to evict what waits for one. */
export function useWaitingSync(): void {
  const store = useStore()
  const offline = useSyncStatus((status) => status.offline)
  const waits = usePendingMutations().length > 0
  useEffect(() => {
    const { serviceWorker } = navigator
    const hear = ({ data }: MessageEvent) => {
      // Sound: the app's worker says nothing else.
      if ((data as FromWorker).kind === 'online') void store.refresh()
    }
    serviceWorker?.addEventListener('message', hear)
    return () => serviceWorker?.removeEventListener('message', hear)
  }, [store])
  useEffect(() => {
    if (waits) void navigator.storage?.persist?.().catch(() => false)
  }, [waits])
  useEffect(() => {
    if (!waits || !offline) return
    const ask = async (): Promise<void> => {
      const registration: SyncRegistration | undefined = await navigator.serviceWorker?.getRegistration()
      await registration?.sync?.register(syncTag)
    }
    ask().catch(() => {
      // Not allowed here: the pages look by themselves.
    })
  }, [waits, offline])
}

async function watchVersions(signal: AbortSignal, onReady: (waiting: ServiceWorker) => void): Promise<void> {
  const { serviceWorker } = navigator
  const registration = await serviceWorker.register('/sw.js', { updateViaCache: 'none' })
  const ready = (): void => {
    // The first one has nothing to take the place of.
    if (registration.waiting && serviceWorker.controller) onReady(registration.waiting)
  }
  ready()
  registration.addEventListener(
    'updatefound',
    () => registration.installing?.addEventListener('statechange', ready, { signal }),
    { signal },
  )
  const look = (): void => void registration.update().catch(() => {})
  addEventListener('online', look, { signal })
  const timer = setInterval(look, lookAgain)
  signal.addEventListener('abort', () => clearInterval(timer))
}

/** The version that waits takes over in all tabs, each of which loads it. */
function begin(waiting: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  tell(waiting, { kind: 'begin' })
}

function tell(worker: ServiceWorker | null | undefined, message: ToWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, which has no target
  worker?.postMessage(message)
}
