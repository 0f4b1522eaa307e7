'use client'

import { Toast as BaseToast } from '@base-ui/react/toast'
import { CircleCheck, TriangleAlert, X } from 'lucide-react'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'
import { errorMessage } from './error-message.ts'

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

// A manager holds no messages itself, so that one for the whole module keeps nothing between a server's requests.
const manager = BaseToast.createToastManager()

function add(type: string, title: string, { action, ...options }: ToastOptions = {}): string {
  return manager.add({
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
  dismiss: (id) => manager.close(id),
}

/** The same as `toast`, for those who prefer a hook. */
export function useToast(): ToastApi {
  return toast
}

function ToastList() {
  const { toasts } = BaseToast.useToastManager()
  return toasts.map((item) => (
    <BaseToast.Root
      key={item.id}
      className="tl-reset tl-motion tl:pointer-events-auto tl:flex tl:w-full tl:items-start tl:gap-3 tl:rounded-lg tl:border tl:border-border tl:bg-popover tl:p-3.5 tl:text-sm tl:text-popover-foreground tl:shadow-lg tl:transition-all tl:duration-200 tl:data-ending-style:translate-y-2 tl:data-ending-style:opacity-0 tl:data-limited:hidden tl:data-starting-style:translate-y-2 tl:data-starting-style:opacity-0"
      toast={item}
    >
      {item.type === 'error' && <Icon className="tl:mt-0.5 tl:text-destructive" icon={TriangleAlert} />}
      {item.type === 'success' && <Icon className="tl:mt-0.5 tl:text-primary" icon={CircleCheck} />}
      <BaseToast.Content className="tl-reset tl:flex tl:min-w-0 tl:grow tl:flex-col tl:gap-0.5">
        <BaseToast.Title className="tl-reset tl:wrap-anywhere tl:font-medium" />
        <BaseToast.Description className="tl-reset tl:wrap-anywhere tl:text-muted-foreground" />
        <BaseToast.Action className="tl-reset tl:mt-1.5 tl:cursor-pointer tl:self-start tl:rounded-sm tl:font-medium tl:text-primary tl:outline-none tl:hover:underline tl:focus-visible:ring-2 tl:focus-visible:ring-ring" />
      </BaseToast.Content>
      <BaseToast.Close
        render={<IconButton className="tl:-m-1" icon={<Icon icon={X} />} label="Dismiss" size="sm" />}
      />
    </BaseToast.Root>
  ))
}

export interface ToasterProps {
  /** Most messages shown at once. */
  limit?: number
}

/** Where messages appear; stands once in an app. */
export function Toaster({ limit = 3 }: ToasterProps) {
  return (
    <BaseToast.Provider limit={limit} toastManager={manager}>
      <BaseToast.Portal>
        <BaseToast.Viewport className="tl-reset tl:pointer-events-none tl:fixed tl:right-4 tl:bottom-4 tl:z-60 tl:flex tl:w-[min(24rem,calc(100vw-2rem))] tl:flex-col tl:gap-2">
          <ToastList />
        </BaseToast.Viewport>
      </BaseToast.Portal>
    </BaseToast.Provider>
  )
}
