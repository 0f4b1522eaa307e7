'use client'

import { Toast as BaseToast } from '@base-ui/react/toast'
import { CircleCheck, TriangleAlert, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from './icon-button.tsx'
import { Icon } from './icon.tsx'
import { toastQueue } from './toast-queue.ts'
import type { ToasterProps } from './toast.tsx'
import { useSentence } from './use-sentence.ts'
import { useUiTexts } from './use-ui-texts.ts'

function ToastList() {
  const { toasts } = BaseToast.useToastManager()
  const { dismiss } = useUiTexts()
  const say = useSentence()
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
        <BaseToast.Description className="tl-reset tl:wrap-anywhere tl:text-muted-foreground">
          {typeof item.description === 'string' ? say(item.description) : item.description}
        </BaseToast.Description>
        <BaseToast.Action className="tl-reset tl:mt-1.5 tl:cursor-pointer tl:self-start tl:rounded-sm tl:font-medium tl:text-primary tl:outline-none tl:hover:underline tl:focus-visible:ring-2 tl:focus-visible:ring-ring" />
      </BaseToast.Content>
      <BaseToast.Close
        render={<IconButton className="tl:-m-1" icon={<Icon icon={X} />} label={dismiss} size="sm" />}
      />
    </BaseToast.Root>
  ))
}

/** Where messages appear, once there was one, or somebody began to work. */
export function ToasterBody({ limit = 3 }: ToasterProps) {
  const { notifications } = useUiTexts()
  const [manager] = useState(() => BaseToast.createToastManager())
  // What is inside listens by then.
  useEffect(() => toastQueue.show(manager), [manager])
  return (
    <BaseToast.Provider limit={limit} toastManager={manager}>
      <BaseToast.Portal>
        <BaseToast.Viewport
          aria-label={notifications}
          className="tl-reset tl:pointer-events-none tl:fixed tl:end-4 tl:bottom-4 tl:z-60 tl:flex tl:w-[min(24rem,calc(100vw-2rem))] tl:flex-col tl:gap-2"
        >
          <ToastList />
        </BaseToast.Viewport>
      </BaseToast.Portal>
    </BaseToast.Provider>
  )
}
