import type { AnyModel, FieldIssue, StoredRow } from '@throughline/schema'
import { keyString, toFieldIssues } from '@throughline/schema/adapter'
import { CollectionsError } from '../collections-error.ts'

/** A row of the server that is not shown, since the model does not take it. */
export interface QuarantinedRow {
  readonly entity: string
  /** Own key of the row, as one string; empty where its entity is not known. */
  readonly key: string
  readonly issues: readonly FieldIssue[]
}

/** Holds rows of the server against the model. */
export interface RowCheck {
  /** Whether the row may be shown; one that may not is reported, once for each of its versions. */
  admits(entity: string, stored: StoredRow): boolean
  /** The row is gone. */
  release(entity: string, key: string): void
  /** What does not come again until `done` is called is no row of the server any more. */
  renew(): { done(): void }
  list(): readonly QuarantinedRow[]
}

interface Held {
  readonly version: number
  readonly row: QuarantinedRow
}

export function createRowCheck(
  model: AnyModel,
  onError: (error: CollectionsError) => void,
  onChange: () => void,
): RowCheck {
  const held = new Map<string, Held>()
  let unseen = new Set<string>()
  let rows: readonly QuarantinedRow[] = []

  const changed = (): void => {
    rows = [...held.values()].map(({ row }) => row)
    onChange()
  }

  const keep = (row: QuarantinedRow, version: number, cause: unknown): void => {
    const name = `${row.entity} ${row.key}`
    unseen.delete(name)
    if (held.get(name)?.version === version) return
    held.set(name, { version, row })
    changed()
    const what = row.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' ')
    const message = `The server sent a row of ${row.entity} that the model does not take; it is not shown. ${what}`
    const { entity, key, issues } = row
    onError(new CollectionsError('invalid', message, { entity, key, issues, operation: 'load', cause }))
  }

  const release = (entity: string, key: string): void => {
    if (held.size > 0 && held.delete(`${entity} ${key}`)) changed()
  }

  return {
    admits(name, { row, meta, withheld = [] }) {
      const entity = Object.hasOwn(model.entities, name) ? model.entities[name] : undefined
      if (!entity) {
        const issues = [{ path: [], message: `The model has no entity "${name}".` }]
        keep({ entity: name, key: '', issues }, 0, undefined)
        return false
      }
      const parsed = entity.variants.row.safeParse(row)
      const issues = parsed.success
        ? []
        : toFieldIssues(parsed.error).filter(({ path }) => !withheld.includes(path[0] ?? ''))
      const key = keyString(entity, row)
      if (issues.length === 0) release(name, key)
      else keep({ entity: name, key, issues }, meta.version, parsed.error)
      return issues.length === 0
    },
    release,
    renew() {
      unseen = new Set(held.keys())
      return {
        done() {
          for (const name of unseen) held.delete(name)
          if (unseen.size > 0) changed()
          unseen.clear()
        },
      }
    },
    list: () => rows,
  }
}
