export {
  type ActivityChange,
  type ActivityEntry,
  type ActivityKind,
  ActivityList,
  type ActivityListProps,
} from './activity-list.tsx'
export { activityGerman, activityTexts } from './activity-texts.ts'
export { type AuditEntriesOptions, type AuditRow, useAuditEntries } from './audit-entries.tsx'
