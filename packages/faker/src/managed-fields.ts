import type { FieldSpec } from '@throughline/schema'
import type { Tools } from './tools.ts'

const twoYears = 2 * 365 * 86_400_000

/** Whether the server keeps the field, so that a fake of it tells of a past write. */
export function isManaged({ managed, meta }: FieldSpec): boolean {
  return managed && meta.fake === undefined
}

/** A plausible value of a field that the server keeps: created before now, updated no earlier, version 1. */
export function managedValue(
  field: FieldSpec,
  row: Readonly<Record<string, unknown>>,
  tools: Tools,
): unknown {
  if (field.name === 'version') return 1
  const now = tools.now.getTime()
  const created = field.name === 'updatedAt' ? millisecondsOf(row['createdAt'], now) : now - twoYears
  const moment = new Date(created + Math.floor(tools.randomizer.next() * (now - created)))
  if (field.kind === 'date') return moment
  return field.kind === 'number' ? moment.getTime() : moment.toISOString()
}

function millisecondsOf(value: unknown, fallback: number): number {
  const time =
    value instanceof Date || typeof value === 'string' || typeof value === 'number'
      ? new Date(value).getTime()
      : NaN
  return Number.isFinite(time) ? Math.min(time, fallback) : fallback
}
