import type { AnyModel, Change } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import { isEager, parentKeyString } from '../parent-link.ts'
import type { Scope } from '../scope.types.ts'
import type { FeedFold } from './feed-fold.ts'
import type { RowCheck } from './row-check.ts'
import type { RowWrites } from './stored/stored.types.ts'

export interface ApplyOptions {
  readonly model: AnyModel
  readonly fold: FeedFold
  readonly check: RowCheck
  /** Whether the rows of a scope were read, or are being read. */
  readonly isKept: (scope: Scope) => boolean
  /** Told of the mutation behind each change. */
  readonly onMutation: (mutationId: string) => void
  /** Takes what is to be stored: also rows whose scopes are stored and not here, and those that are known already. */
  readonly kept?: RowWrites | undefined
}

/**
 * Applies changes of the feed, by version, to all rows that this client keeps.
 *
 * Those are all of an eager entity, also before it is read, since its list may lag behind the feed; of others the rows of the
 * parents that were asked for, and rows that are here for another reason. The rest is ignored: a parent that is asked for
 * later is read with strong consistency, after them.
 */
export function applyChanges(options: ApplyOptions, changes: readonly Change[]): void {
  const { model, fold, check, onMutation, isKept, kept } = options
  fold.batch(() => {
    for (const change of changes) {
      if (change.mutationId !== undefined) onMutation(change.mutationId)
      const entity = Object.hasOwn(model.entities, change.entity) ? model.entities[change.entity] : undefined
      if (!entity) {
        if (change.op === 'put') check.admits(change.entity, change.stored)
        continue
      }
      const key = keyString(entity, change.key)
      const isHere = isFollowed(options, isKept, change, key)
      const table = fold.table(entity.name)
      if (change.op === 'delete') {
        // Who may see a parent no more may yet see what is below it.
        const below = change.cause !== 'access'
        const gone = isHere ? fold.bury(table, key, change, below) : undefined
        if (isHere) check.release(entity.name, key)
        // Of a row that was deleted here, nothing but the disk may be left. Where some below it stay, each that went is named.
        kept?.tomb(entity.name, { key, version: change.version, below: below && !gone })
        for (const one of gone ?? []) kept?.tomb(one.entity, { ...one, below: false })
        continue
      }
      if (!isHere && !(kept && isFollowed(options, kept.holds, change, key))) continue
      if (!check.admits(entity.name, change.stored)) continue
      kept?.row(entity.name, change.stored)
      if (isHere) fold.put(table, change.stored, change.place)
    }
  })
}

function isFollowed(
  { model, fold }: ApplyOptions,
  isKept: (scope: Scope) => boolean,
  { entity: name, key }: Change,
  own: string,
): boolean {
  const entity = model.entities[name]
  if (!entity || isEager(entity)) return true
  const { link, base, pending } = fold.table(name)
  if (base.has(own) || pending.has(own) || !link) return true
  return isKept({ entity, parentKey: parentKeyString(link, key) })
}
