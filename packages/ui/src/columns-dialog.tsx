'use client'

import type { ColumnLayout } from './column-layout.ts'
import type { EntityTableColumn } from './entity-table-columns.ts'
import { lazyDialog } from './lazy-dialog.tsx'

export interface ColumnsDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** All columns that there are. */
  columns: readonly Pick<EntityTableColumn<never>, 'label' | 'name'>[]
  layout: ColumnLayout
  onLayoutChange: (layout: ColumnLayout) => void
  /** Adds "Reset". */
  onReset?: (() => void) | undefined
}

/** Which columns a table shows: their order, width, and which stay in sight; each change shows at once. */
export const ColumnsDialog = lazyDialog<ColumnsDialogProps>(() =>
  import('./columns-dialog-body.tsx').then(({ ColumnsDialogBody }) => ColumnsDialogBody),
)
