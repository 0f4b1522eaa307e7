'use client'

import type { FieldSpec } from '@throughline/schema'
import { jsonCodec } from '@throughline/schema/adapter'
import { type ReactNode, useContext, useMemo } from 'react'
import { findSpec } from '../field-specs.ts'
import { specsIn } from '../field-texts.ts'
import { FieldValue } from '../field-value.tsx'
import { humanize, toText } from '../format.ts'
import { TranslationsContext } from '../texts.ts'
import type { ActivityChange, ActivityEntry, ActivityKind } from './activity-list.tsx'

/** A row of an audit trail: of an entity of the schema `auditEntry`, as a client reads it. */
export interface AuditRow {
  readonly id: string
  /** ISO date-time. */
  readonly at: string
  /** Id of who did it. */
  readonly actor: string
  readonly action: ActivityKind
  /** Name of the entity, and the row's key as JSON. */
  readonly entity: string
  readonly key: string
  /** By field, what it was and what it is, as JSON; masked where not everybody reads it. */
  readonly changes: Readonly<Record<string, { readonly before?: unknown; readonly after?: unknown }>>
}

export interface AuditEntriesOptions {
  /** The model's: labels and kinds of fields, names of entities. */
  entities: Readonly<Record<string, { readonly fields: readonly FieldSpec[]; readonly singular: string }>>
  /** How who did it is called; by the id when absent. Keep the function: the entries are the same while it is. */
  nameOf?: (actor: string) => string
  /** What it was done to, in the language in force; the entity's name when absent. Keep this function too. */
  whatOf?: (row: AuditRow) => string
}

/** Rows of an audit trail as entries of an `ActivityList`: values as cards show them, masked ones as they came. */
export function useAuditEntries(
  rows: readonly AuditRow[] | undefined,
  { entities, nameOf, whatOf }: AuditEntriesOptions,
): readonly ActivityEntry[] | undefined {
  const translations = useContext(TranslationsContext)
  return useMemo(
    () =>
      rows?.map((row) => {
        const entity = Object.hasOwn(entities, row.entity) ? entities[row.entity] : undefined
        const specs = specsIn(entity?.fields ?? [], translations)
        return {
          id: row.id,
          who: nameOf?.(row.actor) ?? row.actor,
          at: row.at,
          kind: row.action,
          what: whatOf?.(row) ?? humanize(entity?.singular ?? row.entity).toLowerCase(),
          changes: changesOf(row, specs),
        }
      }),
    [rows, entities, translations, nameOf, whatOf],
  )
}

function changesOf({ action, changes }: AuditRow, specs: readonly FieldSpec[]): ActivityChange[] {
  return Object.entries(changes).map(([name, change]) => {
    const spec = findSpec(specs, name)
    const shown = (value: unknown): ReactNode => valueOf(spec, value)
    const isNamedAlone = !('before' in change) && !('after' in change)
    return {
      label: spec?.label ?? humanize(name),
      before: isNamedAlone || action === 'create' ? undefined : shown(change.before),
      after: isNamedAlone || action === 'delete' ? undefined : shown(change.after),
    }
  })
}

/** What the trail has of a value that not everybody reads, where its field says nothing of a mask. */
const hidden = '••••••••'

function valueOf(spec: FieldSpec | undefined, value: unknown): ReactNode {
  if (!spec) return toText(value)
  const withheld = value !== undefined && (spec.meta.sensitive !== undefined || value === hidden)
  return (
    <FieldValue spec={spec} value={withheld ? value : jsonCodec(spec).decode(value)} withheld={withheld} />
  )
}
