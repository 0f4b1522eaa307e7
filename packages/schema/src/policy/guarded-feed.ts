import type { StoredRow } from '../mutation.types.ts'
import type { PageOptions, SnapshotRow } from '../store.types.ts'
import { StoreError } from '../store-error.ts'
import type { Change, PullResult, SnapshotPage, SyncStore } from '../sync.types.ts'
import type { GuardedStore } from './policy.types.ts'
import { canSee, seeRow } from './see-row.ts'
import { rightsFor, type Viewer } from './viewer.ts'

type FeedReads = Pick<SyncStore, 'heads' | 'pull' | 'snapshot'> &
  Pick<GuardedStore, 'readCursor' | 'seeChanges' | 'seeCursor' | 'seeRows'>

/** What a store tells of all its rows, and of what becomes of them, as a user sees it. */
export function guardedFeed(viewer: Viewer): FeedReads {
  const { store, cursors } = viewer
  const seeRows = (rows: readonly SnapshotRow[]): readonly SnapshotRow[] => seeSnapshot(viewer, rows)
  const see = (changes: readonly Change[]): 'reset' | readonly Change[] => seeChanges(viewer, changes)
  return {
    seeRows,
    seeChanges: see,
    seeCursor: cursors.see,
    readCursor: cursors.read,
    heads: async () => cursors.see(await store.heads()),
    async snapshot(options: PageOptions = {}): Promise<SnapshotPage> {
      const cursor = options.cursor === undefined ? undefined : cursors.read(options.cursor)
      if (options.cursor !== undefined && cursor === undefined) throw otherScope()
      const page = await store.snapshot({ ...options, cursor })
      return {
        items: seeRows(page.items),
        cursor: page.cursor === null ? null : cursors.see(page.cursor),
        feed: cursors.see(page.feed),
      }
    },
    async pull(options): Promise<PullResult> {
      const cursor = cursors.read(options.cursor)
      if (cursor === undefined) return { kind: 'reset' }
      const page = await store.pull({ ...options, cursor })
      if (page.kind === 'reset') return page
      const changes = see(page.changes)
      if (changes === 'reset') return { kind: 'reset' }
      return { ...page, changes, cursor: cursors.see(page.cursor) }
    },
  }
}

function otherScope(): StoreError {
  return new StoreError(
    'invalid',
    'The cursor is not one of this snapshot, or what you may read has changed. Begin again without it.',
  )
}

function seeSnapshot({ store, rights, user }: Viewer, rows: readonly SnapshotRow[]): readonly SnapshotRow[] {
  if (rights.isOpen) return rows
  return rows.flatMap((stored) => seeRow(rightsFor(store.model, rights, stored.entity), user, stored) ?? [])
}

function seeChanges(viewer: Viewer, changes: readonly Change[]): 'reset' | readonly Change[] {
  if (viewer.rights.isOpen && changes.every(({ before }) => before === undefined)) return changes
  const seen: Change[] = []
  for (const change of changes) {
    const told = seeChange(viewer, change)
    if (told === 'reset') return 'reset'
    if (told) seen.push(told)
  }
  return seen
}

/** A change as a user sees it, `undefined` where it tells them nothing; what the row was before never leaves. */
function seeChange({ store, rights: role, user }: Viewer, change: Change): Change | 'reset' | undefined {
  const rights = rightsFor(store.model, role, change.entity)
  if (rights.read === false) return undefined
  const { before, ...told } = change
  if (told.op === 'put') {
    const stored = seeRow(rights, user, told.stored)
    if (stored) return { ...told, stored }
  }
  // Gone, or gone from sight: who did not see it before is not told that it was there.
  const was = rights.read === true ? true : sawBefore(before, (row) => canSee(rights, user, row))
  if (was === undefined) return 'reset'
  if (!was) return undefined
  return told.op === 'delete' ? told : outOfSight(told)
}

/** Whether there was a row that the user saw; `undefined` where the feed does not tell. */
function sawBefore(
  before: StoredRow | null | undefined,
  sees: (row: StoredRow) => boolean,
): boolean | undefined {
  return before ? sees(before) : before === null ? false : undefined
}

function outOfSight({
  entity,
  key,
  version,
  stored,
  place,
  mutationId,
}: Omit<Extract<Change, { op: 'put' }>, 'before'>): Change {
  const { updatedAt: deletedAt } = stored.meta
  const by = mutationId !== undefined && { mutationId }
  return { op: 'delete', entity, key, version, deletedAt, cause: 'access', place, ...by }
}
