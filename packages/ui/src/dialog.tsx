'use client'

import type { ConfirmDialogProps, DialogProps } from './dialog.types.ts'
import { lazyDialog } from './lazy-dialog.tsx'

// What makes a dialog modal is most of its code, and nobody needs it before one opens.

/** A modal dialog: focus stays inside, Escape and a press outside close it, focus returns. */
export const Dialog = lazyDialog<DialogProps>(() =>
  import('./dialog-popup.tsx').then(({ DialogPopup }) => DialogPopup),
)

/** Asks before something that cannot be undone; focus begins on "Cancel". */
export const ConfirmDialog = lazyDialog<ConfirmDialogProps>(() =>
  import('./dialog-popup.tsx').then(({ ConfirmPopup }) => ConfirmPopup),
)
