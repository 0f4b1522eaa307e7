import type { AnyModel, Change } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import { isEager } from '../entity-collection.ts'
import { parentKeyString } from '../parent-link.ts'
import type { Scope } from '../scope.types.ts'
import type { FeedFold } from './feed-fold.ts'
import type { RowCheck } from './row-check.ts'

export interface ApplyOptions {
  readonly model: AnyModel
  readonly fold: FeedFold
  readonly check: RowCheck
  /** Whether the rows of a scope were read, or are being read. */
  readonly isKept: (scope: Scope) => boolean
  /** Told of the mutation behind each change. */
  readonly onMutation: (mutationId: string) => void
}

/**
 * Applies changes of the feed, by version, to all rows that this client keeps.
 *
 * Those are all of an eager entity, also before it is read, since its list may lag behind the feed; of others the rows of the
 * parents that were asked for, and rows that are here for another reason. The rest is ignored: a parent that is asked for
 * later is read with strong consistency, after them.
 */
export function applyChanges(options: ApplyOptions, changes: readonly Change[]): void {
  const { model, fold, check, onMutation } = options
  fold.batch(() => {
    for (const change of changes) {
      if (change.mutationId !== undefined) onMutation(change.mutationId)
      const entity = Object.hasOwn(model.entities, change.entity) ? model.entities[change.entity] : undefined
      if (!entity) {
        if (change.op === 'put') check.admits(change.entity, change.stored)
        continue
      }
      const key = keyString(entity, change.key)
      if (!isFollowed(options, change, key)) continue
      const table = fold.table(entity.name)
      if (change.op === 'delete') {
        check.release(entity.name, key)
        // Who may see a parent no more may yet see what is below it.
        fold.bury(table, key, change, change.cause !== 'access')
      } else if (check.admits(entity.name, change.stored)) fold.put(table, change.stored, change.place)
    }
  })
}

function isFollowed(
  { model, fold, isKept }: ApplyOptions,
  { entity: name, key }: Change,
  own: string,
): boolean {
  const entity = model.entities[name]
  if (!entity || isEager(entity)) return true
  const { link, base, pending } = fold.table(name)
  if (base.has(own) || pending.has(own) || !link) return true
  return isKept({ entity, parentKey: parentKeyString(link, key) })
}
