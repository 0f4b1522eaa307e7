/** One message, as `<Toaster />` shows it. */
export interface QueuedToast {
  readonly id: string
  readonly type: string
  readonly title: string
  readonly description?: string | undefined
  readonly timeout?: number | undefined
  readonly priority?: 'high' | 'low'
  readonly actionProps?: { readonly children: string; readonly onClick: () => void }
}

/** What shows the messages, once its code is there. */
export interface ToastScreen {
  add(toast: QueuedToast): unknown
  close(id: string): unknown
}

let waiting: QueuedToast[] = []
let screen: ToastScreen | undefined
let last = 0
const listeners = new Set<() => void>()

/** Keeps messages until there is something to show them: on a server for ever, so that it keeps none there. */
export const toastQueue = {
  add(toast: Omit<QueuedToast, 'id'>): string {
    const queued = { ...toast, id: `toast-${(last += 1)}` }
    if (screen) screen.add(queued)
    else if (typeof window !== 'undefined') waiting.push(queued)
    for (const listener of listeners) listener()
    return queued.id
  },
  close(id: string): void {
    if (screen) screen.close(id)
    waiting = waiting.filter((toast) => toast.id !== id)
  },
  /** How many messages wait. */
  waiting: (): number => waiting.length,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  /** Shows what waits, and from now on everything; until the answer is called. */
  show(on: ToastScreen): () => void {
    screen = on
    for (const toast of waiting.splice(0)) on.add(toast)
    return () => {
      if (screen === on) screen = undefined
    }
  },
}
