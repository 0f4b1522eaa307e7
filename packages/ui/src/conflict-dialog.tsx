'use client'

import type { ConflictDialogProps } from './conflict-dialog.types.ts'
import { lazyDialog } from './lazy-dialog.tsx'

/** Asks whose value is to stand, field by field, where two people changed the same; nothing is chosen beforehand. */
export const ConflictDialog = lazyDialog<ConflictDialogProps>(() =>
  import('./conflict-dialog-body.tsx').then(({ ConflictDialogBody }) => ConflictDialogBody),
)
