import type { AnyModelEntity } from '@throughline/schema'
import { foldRow } from './fold-table.ts'
import type { Fold } from './fold.ts'
import type { Loader } from './loader.ts'
import type { Operation } from './operation.ts'
import type { UndoStep, UndoWrite } from './undo.types.ts'
import type { Values } from './values.ts'

/** A row as it was before a delete above it. */
export interface HiddenRow {
  readonly entity: AnyModelEntity
  readonly key: string
  readonly row: Values
}

/** One write, and the rows that went along with it, parents first. */
export interface Done {
  readonly operation: Operation
  readonly below: readonly HiddenRow[]
  readonly isWhole: boolean
}

/** What was done at once. */
export interface Step {
  readonly group: readonly Operation[] | undefined
  /** The step that this one took back. */
  readonly origin: Step | undefined
  readonly done: Done[]
}

/** To be called while the delete is not answered: what it hides is still known. */
export function doneBy(fold: Fold, loader: Loader, operation: Operation): Done {
  if (operation.kind !== 'delete') return { operation, below: [], isWhole: true }
  const table = fold.table(operation.entity.name)
  const below = [...fold.descendants(table, operation.key)].flatMap(([of, key]): HiddenRow[] => {
    const row = foldRow(of, key)
    return row ? [{ entity: of.entity, key, row }] : []
  })
  const all = [{ entity: operation.entity, key: operation.key }, ...below]
  const isWhole = all.every(({ entity, key }) =>
    entity.children.every((name) => {
      const child = fold.table(name).entity
      return [undefined, key].some((parentKey) => loader.state({ entity: child, parentKey }).loaded)
    }),
  )
  return { operation, below, isWhole }
}

/** A step as it is told: one that was undone, or done again, is called what it was first. */
export function describeStep(
  step: Step,
  label: ((writes: readonly UndoWrite[]) => string) | undefined,
): UndoStep {
  if (step.origin) return describeStep(step.origin, label)
  const { done } = step
  const writes = done.map(({ operation: { entity, key, kind, values } }): UndoWrite => {
    const fields = kind === 'update' ? Object.keys(values) : []
    return { entity: entity.name, key, kind, fields }
  })
  const [first] = done
  const english = (): string => (first ? labelOf(first.operation, writes.length - 1) : '')
  return { label: label?.(writes) ?? english(), writes, isWhole: done.every(({ isWhole }) => isWhole) }
}

const verbs = { insert: 'Create', update: 'Change', delete: 'Delete' } as const

function labelOf({ entity, kind, values }: Operation, more: number): string {
  const labels = entity.fields.filter(({ name }) => name in values).map(({ label }) => label.toLowerCase())
  const what = kind === 'update' ? `${labels.join(', ')} of ${entity.singular}` : entity.singular
  return `${verbs[kind]} ${what}${more > 0 ? ` and ${more} more` : ''}`
}
