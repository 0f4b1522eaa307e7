import type { ReactNode, RefObject } from 'react'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  children?: ReactNode
  className?: string
  /** Leaves the button in the corner out, where Escape and a press outside are known to close. */
  hidesClose?: boolean
  /** Where the focus begins; the first control without it. */
  initialFocus?: RefObject<HTMLElement | null>
  /** Where the focus goes in the end; back to where it came from without it. */
  finalFocus?: () => HTMLElement | null
}

export interface ConfirmDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  confirmLabel: string
  cancelLabel?: string
  destructive?: boolean
  /** The dialog closes once this is done; where it fails, the dialog stays and says why. */
  onConfirm: () => unknown
}
