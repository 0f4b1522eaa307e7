'use client'

import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { useState } from 'react'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'
import { classNames } from './class-names.ts'
import type { ConfirmDialogProps, DialogProps } from './dialog.types.ts'
import { Icon } from './icon.tsx'
import { useErrorMessage } from './use-error-message.ts'
import { useUiTexts } from './use-ui-texts.ts'

const backdrop =
  'tl-reset tl-motion tl:fixed tl:inset-0 tl:z-50 tl:bg-black/40 tl:transition-opacity tl:duration-150 tl:data-ending-style:opacity-0 tl:data-starting-style:opacity-0 tl:dark:bg-black/60'

const popup =
  'tl-reset tl-motion tl:@container tl:fixed tl:top-1/2 tl:left-1/2 tl:z-50 tl:flex tl:max-h-[calc(100dvh-2rem)] tl:w-[calc(100vw-2rem)] tl:-translate-1/2 tl:flex-col tl:gap-4 tl:overflow-y-auto tl:rounded-xl tl:border tl:border-border tl:bg-popover tl:p-6 tl:text-sm tl:text-popover-foreground tl:shadow-lg tl:transition-all tl:duration-150 tl:outline-none tl:data-ending-style:scale-97 tl:data-ending-style:opacity-0 tl:data-starting-style:scale-97 tl:data-starting-style:opacity-0'

const titleClass = 'tl-reset tl:text-base tl:font-semibold tl:tracking-tight'
const descriptionClass = 'tl-reset tl:text-pretty tl:wrap-anywhere tl:text-muted-foreground'

export function DialogPopup({ open, onOpenChange, title, description, children, ...props }: DialogProps) {
  const { className, initialFocus, finalFocus } = props
  const { close } = useUiTexts()
  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={backdrop} />
        <BaseDialog.Popup
          className={classNames(popup, 'tl:max-w-lg', className)}
          finalFocus={finalFocus}
          initialFocus={initialFocus}
        >
          <div className="tl:flex tl:flex-col tl:gap-1 tl:pe-8">
            <BaseDialog.Title className={titleClass}>{title}</BaseDialog.Title>
            {description !== undefined && (
              <BaseDialog.Description className={descriptionClass}>{description}</BaseDialog.Description>
            )}
          </div>
          {children}
          {!props.hidesClose && (
            <BaseDialog.Close
              render={
                <IconButton
                  className="tl:absolute tl:end-4 tl:top-4"
                  icon={<Icon icon={X} />}
                  label={close}
                  size="sm"
                />
              }
            />
          )}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}

export function ConfirmPopup(props: ConfirmDialogProps) {
  const { open, onOpenChange, title, description, confirmLabel, destructive } = props
  const texts = useUiTexts()
  const errorMessage = useErrorMessage()
  const [state, setState] = useState<{ pending: boolean; error?: unknown }>({ pending: false })
  const change = (next: boolean) => {
    if (state.pending) return
    setState({ pending: false })
    onOpenChange(next)
  }
  const confirm = async () => {
    setState({ pending: true })
    try {
      await props.onConfirm()
      setState({ pending: false })
      onOpenChange(false)
    } catch (error) {
      setState({ pending: false, error })
    }
  }
  return (
    <AlertDialog.Root open={open} onOpenChange={change}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdrop} />
        <AlertDialog.Popup className={classNames(popup, 'tl:max-w-md')}>
          <div className="tl:flex tl:flex-col tl:gap-1.5">
            <AlertDialog.Title className={titleClass}>{title}</AlertDialog.Title>
            {description !== undefined && (
              <AlertDialog.Description className={descriptionClass}>{description}</AlertDialog.Description>
            )}
          </div>
          {state.error !== undefined && (
            <p className="tl-reset tl:wrap-anywhere tl:text-destructive" role="alert">
              {errorMessage(state.error)}
            </p>
          )}
          <div className="tl:flex tl:justify-end tl:gap-2">
            <AlertDialog.Close
              render={<Button variant="outline">{props.cancelLabel ?? texts.cancel}</Button>}
            />
            <Button
              pending={state.pending}
              variant={destructive ? 'destructive' : 'default'}
              onClick={confirm}
            >
              {confirmLabel}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
