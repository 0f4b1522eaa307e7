'use client'

import type { FieldSpec } from '@throughline/schema'
import type { FieldFilters } from './field-filters.ts'
import { lazyDialog } from './lazy-dialog.tsx'

export interface FiltersDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The fields that can be filtered, as `useSpecs` gives them; others are left out. */
  specs: readonly FieldSpec[]
  filters: FieldFilters
  onFiltersChange: (filters: FieldFilters) => void
}

/** A control for each field that can be filtered; each change applies at once. */
export const FiltersDialog = lazyDialog<FiltersDialogProps>(() =>
  import('./filters-dialog-body.tsx').then(({ FiltersDialogBody }) => FiltersDialogBody),
)
