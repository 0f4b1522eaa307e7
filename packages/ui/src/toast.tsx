'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import { errorMessage } from './error-message.ts'
import { lazyPart } from './lazy-part.ts'
import { toastQueue } from './toast-queue.ts'

export interface ToastOptions {
  description?: string
  /** Milliseconds until it goes by itself; 0 keeps it. 5 seconds unless said otherwise, 10 for an error. */
  timeout?: number
  action?: { label: string; onClick: () => unknown }
}

/** Shows short messages; works outside components too. */
export interface ToastApi {
  /** Shows a message and returns its id. */
  show: (title: string, options?: ToastOptions) => string
  success: (title: string, options?: ToastOptions) => string
  /** Shows a failure, announced at once; `error` is anything that was thrown. */
  error: (title: string, error?: unknown, options?: ToastOptions) => string
  dismiss: (id: string) => void
}

function add(type: string, title: string, { action, ...options }: ToastOptions = {}): string {
  return toastQueue.add({
    type,
    title,
    ...options,
    ...(action && { actionProps: { children: action.label, onClick: () => void action.onClick() } }),
    ...(type === 'error' && { priority: 'high', timeout: options.timeout ?? 10_000 }),
  })
}

/** Shows short messages in the app's `<Toaster />`. */
export const toast: ToastApi = {
  show: (title, options) => add('info', title, options),
  success: (title, options) => add('success', title, options),
  error: (title, error, options) =>
    add('error', title, { ...(error !== undefined && { description: errorMessage(error) }), ...options }),
  dismiss: toastQueue.close,
}

/** The same as `toast`, for those who prefer a hook. */
export function useToast(): ToastApi {
  return toast
}

export interface ToasterProps {
  /** Most messages shown at once. */
  limit?: number
}

const body = lazyPart(() => import('./toaster-body.tsx').then(({ ToasterBody }) => ToasterBody))

/**
 * Where messages appear; stands once in an app.
 *
 * Its code comes with the first message, or with the first press or key on the page: most messages tell of what somebody did.
 */
export function Toaster(props: ToasterProps) {
  const waiting = useSyncExternalStore(toastQueue.subscribe, toastQueue.waiting, () => 0)
  const [Body, setBody] = useState(() => body.loaded())
  useEffect(() => {
    if (Body) return undefined
    const load = () =>
      void body.load().then(
        () => setBody(() => body.loaded()),
        () => undefined,
      )
    // Each new message tries again where the code did not come.
    if (waiting > 0) load()
    const events = ['keydown', 'pointerdown'] as const
    for (const event of events) addEventListener(event, load, { once: true })
    return () => {
      for (const event of events) removeEventListener(event, load)
    }
  }, [Body, waiting])
  return Body && <Body {...props} />
}
