export { Avatar, type AvatarProps, IconTile, type IconTileProps } from './avatar.tsx'
export { Badge, type BadgeProps, type BadgeVariant } from './badge.tsx'
export { Button, type ButtonProps, type ButtonSize, type ButtonVariant } from './button.tsx'
export { IconButton, type IconButtonProps } from './icon-button.tsx'
export {
  Card,
  CardContent,
  CardDescription,
  CardFooter,
  CardHeader,
  type CardProps,
  CardTitle,
  type CardTitleProps,
} from './card.tsx'
export { ConflictDialog } from './conflict-dialog.tsx'
export type { ConflictDetails, ConflictDialogProps, ConflictResolution } from './conflict-dialog.types.ts'
export { Conflicts, type ConflictsProps, type WaitingConflict } from './conflicts.tsx'
export { useTimeZone } from './date-time.tsx'
export { ConfirmDialog, Dialog } from './dialog.tsx'
export type { ConfirmDialogProps, DialogProps } from './dialog.types.ts'
export { EntityCard } from './entity-card.tsx'
export { EntityCardFrame } from './entity-card-frame.tsx'
export type { EntityCardFormProps, EntityCardFrameProps, EntityCardProps } from './entity-card.types.ts'
export { EntityCardList, type EntityCardListProps } from './entity-card-list.tsx'
export { EntityCardSkeleton, type EntityCardSkeletonProps } from './entity-card-skeleton.tsx'
export { EntityForm, type EntityFormProps } from './entity-form.tsx'
export { EntityFormField, type EntityFormFieldProps } from './entity-form-field.tsx'
export { EntityTable, type EntityTableProps, type TableRange } from './entity-table.tsx'
export type { TableSort } from './entity-table-parts.tsx'
export {
  arrangeColumns,
  type ColumnChoice,
  type ColumnLayout,
  layoutText,
  parseLayout,
} from './column-layout.ts'
export { ColumnsDialog, type ColumnsDialogProps } from './columns-dialog.tsx'
export { type Command, CommandPalette, type CommandPaletteProps, usePaletteKey } from './command-palette.tsx'
export { columnsFromSpecs, type ColumnOverrides, type EntityTableColumn } from './entity-table-columns.ts'
export { errorIssues, errorMessage, type FormIssue } from './error-message.ts'
export { type EntityFieldTexts, translateFields, useSpecs } from './field-texts.ts'
export {
  type FieldFilter,
  type FieldFilters,
  type FilterCondition,
  filterConditions,
  filterKind,
  filterText,
  parseFilter,
} from './field-filters.ts'
export { FieldInput, type FieldInputComponent, inputFor } from './field-input.tsx'
export { changedValues } from './form-values.ts'
export { type FieldValues, findSpec, rowCurrency, valueLabel, visibleSpecs } from './field-specs.ts'
export {
  FieldList,
  type FieldListItem,
  type FieldListProps,
  FieldValue,
  type FieldValueProps,
} from './field-value.tsx'
export { FilterChips, type FilterChipsProps } from './filter-chips.tsx'
export { FiltersDialog, type FiltersDialogProps } from './filters-dialog.tsx'
export {
  countryName,
  currencyName,
  formatDate,
  formatDateTime,
  formatIban,
  formatMoney,
  formatNumber,
  humanize,
  type Mask,
  maskValue,
} from './format.ts'
export { formatRelativeTime } from './relative-time.ts'
export { german } from './german.ts'
export { Icon, type IconProps } from './icon.tsx'
export type { FieldInputProps } from './inputs/control.ts'
export { type KeyHelp, KeyboardHelp, type KeyboardHelpProps, usePageKey } from './keyboard-help.tsx'
export { LanguageSelect, type LanguageSelectProps } from './language-select.tsx'
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
export {
  DeniedState,
  type DeniedStateProps,
  OfflineBanner,
  type OfflineBannerProps,
  PendingBadge,
  ProgressPanel,
  type ProgressPanelProps,
} from './notices.tsx'
export { Progress, type ProgressProps } from './progress.tsx'
export { type LazyPart, lazyPart } from './lazy-part.ts'
export { KeepWhileEdited, type KeepWhileEditedProps } from './row-hold.tsx'
export type { RowSelection } from './row-selection.ts'
export { SearchCombobox, type SearchComboboxProps } from './search-combobox.tsx'
export { Highlighted, type HighlightedProps, type TextRange } from './highlighted.tsx'
export type { SearchProgress, SearchResult, SearchState } from './search-result.tsx'
export { useRested } from './use-rested.ts'
export { SelectionBar, type SelectionBarProps } from './selection-bar.tsx'
export { SearchBox, type SearchBoxProps } from './search-box.tsx'
export { sentenceTranslator } from './sentences.ts'
export { SensitiveValue, type SensitiveValueProps } from './sensitive-value.tsx'
export { Skeleton } from './skeleton.tsx'
export { Spinner, type SpinnerProps } from './spinner.tsx'
export type { StandardIssue, StandardResult, StandardSchema } from './standard-schema.ts'
export { EmptyState, type EmptyStateProps, ErrorState, type ErrorStateProps } from './states.tsx'
export { type SyncProblem, syncProblem } from './sync-problem.ts'
export { SyncStatus, type SyncStatusProps } from './sync-status.tsx'
export { type TabItem, Tabs, type TabsProps } from './tabs.tsx'
export {
  defineTexts,
  type FieldTexts,
  type Texts,
  type TextsOf,
  type TextTable,
  translateTexts,
  type Translation,
  useTexts,
} from './texts.ts'
export { useSentence } from './use-sentence.ts'
export { applyTheme, type Theme, useTheme } from './theme.ts'
export { themeScript } from './theme-script.ts'
export { ThemeToggle, type ThemeToggleProps } from './theme-toggle.tsx'
export { toast, type ToastApi, Toaster, type ToasterProps, type ToastOptions, useToast } from './toast.tsx'
export { uiTexts } from './ui-texts.ts'
export { useErrorMessage } from './use-error-message.ts'
export { useUiTexts } from './use-ui-texts.ts'
export { type FormEdit, useEntityField, useEntityFormValues } from './use-entity-form.ts'
