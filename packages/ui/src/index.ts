export { Avatar, type AvatarProps, IconTile, type IconTileProps } from './avatar.tsx'
export { Badge, type BadgeProps, type BadgeVariant } from './badge.tsx'
export {
  Button,
  type ButtonProps,
  type ButtonSize,
  type ButtonVariant,
  IconButton,
  type IconButtonProps,
} from './button.tsx'
export {
  Card,
  CardContent,
  CardDescription,
  CardFooter,
  CardHeader,
  CardTitle,
  type CardTitleProps,
} from './card.tsx'
export {
  type ConflictDetails,
  ConflictDialog,
  type ConflictDialogProps,
  type ConflictResolution,
} from './conflict-dialog.tsx'
export { Conflicts, type ConflictsProps, type WaitingConflict } from './conflicts.tsx'
export { ConfirmDialog, type ConfirmDialogProps, Dialog, type DialogProps } from './dialog.tsx'
export { EntityCard, type EntityCardFormProps, type EntityCardProps } from './entity-card.tsx'
export { EntityCardList, type EntityCardListProps } from './entity-card-list.tsx'
export { EntityForm, type EntityFormProps } from './entity-form.tsx'
export { EntityFormField, type EntityFormFieldProps } from './entity-form-field.tsx'
export { EntityTable, type EntityTableProps, type TableRange } from './entity-table.tsx'
export type { TableSort } from './entity-table-parts.tsx'
export { columnsFromSpecs, type ColumnOverrides, type EntityTableColumn } from './entity-table-columns.ts'
export { errorIssues, errorMessage, type FormIssue } from './error-message.ts'
export { FieldInput, type FieldInputComponent, inputFor } from './field-input.tsx'
export {
  changedValues,
  type FieldValues,
  findSpec,
  rowCurrency,
  valueLabel,
  visibleSpecs,
} from './field-specs.ts'
export {
  FieldList,
  type FieldListItem,
  type FieldListProps,
  FieldValue,
  type FieldValueProps,
} from './field-value.tsx'
export {
  countryName,
  currencyName,
  formatDate,
  formatDateTime,
  formatIban,
  formatMoney,
  formatNumber,
  formatRelativeTime,
  humanize,
  type Mask,
  maskValue,
} from './format.ts'
export { Icon, type IconProps } from './icon.tsx'
export type { FieldInputProps } from './inputs/control.ts'
export {
  type Gap,
  Grid,
  type GridProps,
  Stack,
  type StackProps,
  Text,
  TextLink,
  type TextProps,
} from './layout.tsx'
export { LocaleProvider, type LocaleProviderProps, useLocale } from './locale.tsx'
export { Progress, type ProgressProps } from './progress.tsx'
export { SearchBox, type SearchBoxProps } from './search-box.tsx'
export { SensitiveValue, type SensitiveValueProps } from './sensitive-value.tsx'
export { Skeleton } from './skeleton.tsx'
export { Spinner, type SpinnerProps } from './spinner.tsx'
export type { StandardIssue, StandardResult, StandardSchema } from './standard-schema.ts'
export { EmptyState, type EmptyStateProps, ErrorState, type ErrorStateProps } from './states.tsx'
export { type SyncProblem, syncProblem } from './sync-problem.ts'
export { SyncStatus, type SyncStatusProps } from './sync-status.tsx'
export { type TabItem, Tabs, type TabsProps } from './tabs.tsx'
export { applyTheme, type Theme, useTheme } from './theme.ts'
export { themeScript } from './theme-script.ts'
export { ThemeToggle, type ThemeToggleProps } from './theme-toggle.tsx'
export { toast, type ToastApi, Toaster, type ToasterProps, type ToastOptions, useToast } from './toast.tsx'
export { type FormEdit, useEntityField, useEntityFormValues } from './use-entity-form.ts'
