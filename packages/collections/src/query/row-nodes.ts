import type { AnyModelEntity } from '@throughline/schema'
import { compareKeys } from '../key-order.ts'
import type { Scope } from '../scope.types.ts'
import { hashOf, type Values } from '../values.ts'
import { type Edge, type EdgeContext, edgesOf } from './edges.ts'
import { isMany, type Shape } from './shape.ts'

/** A row with the related rows that a shape asks for, and what is to be loaded for them. */
export interface Included {
  readonly value: Values
  readonly scopes: readonly Scope[]
}

/** The rows of an entity with what hangs on them in one shape: the same object until it changes. */
export interface RowNode {
  /** Nothing hangs on its rows. */
  readonly isPlain: boolean
  /** The entities whose rows it looks at. */
  readonly names: ReadonlySet<string>
  get(key: string): Included | undefined
  /** As `get`, and keeps nothing. */
  read(key: string): Included | undefined
  /** Tells the rows that changed, or what hangs on them did, before writers and listeners hear of it. */
  watch(tell: (keys: Iterable<string>) => void): () => void
}

/** The work that was done, for tests. */
export interface Work {
  /** Rows looked at: one that is built or tested, and each that is put into it. */
  examined: number
}

export interface RowNodes {
  of(entity: AnyModelEntity, shape: Shape): RowNode
}

interface NodeContext extends EdgeContext {
  readonly work: Work
}

/** Nodes that nobody watches and that are kept all the same. */
const idleNodes = 16

export function createRowNodes(context: NodeContext): RowNodes {
  const nodes = new Map<string, WatchedNode>()

  const of = (entity: AnyModelEntity, shape: Shape): WatchedNode => {
    const name = hashOf([entity.name, shape])
    const node = nodes.get(name) ?? createRowNode(context, entity, branchesOf(entity, shape))
    // Set again: the map's order is that of use.
    nodes.delete(name)
    nodes.set(name, node)
    for (const [oldest, { isWatched }] of nodes) {
      if (nodes.size <= idleNodes) break
      if (!isWatched() && oldest !== name) nodes.delete(oldest)
    }
    return node
  }

  const branchesOf = (entity: AnyModelEntity, shape: Shape): Branch[] =>
    Object.entries(shape).flatMap(([name, below]) => {
      const relation = entity.relations[name]
      if (!relation) return []
      const limbs = edgesOf(context, entity, relation).map((edge) => {
        // Of several targets, each is asked for the relations that it has.
        const own = Object.entries(below).filter(([nested]) => Object.hasOwn(edge.target.relations, nested))
        return { edge, node: of(edge.target, Object.fromEntries(own)), compare: compareKeys(edge.target) }
      })
      return [{ name, isList: isMany(relation), limbs }]
    })

  return { of }
}

interface WatchedNode extends RowNode {
  readonly isWatched: () => boolean
}

/** One relation of a row; a limb for each entity that it may lead to. */
interface Branch {
  readonly name: string
  readonly isList: boolean
  readonly limbs: readonly Limb[]
}

interface Limb {
  readonly edge: Edge
  readonly node: RowNode
  readonly compare: (left: Values, right: Values) => number
}

function createRowNode(
  context: NodeContext,
  { name }: AnyModelEntity,
  branches: readonly Branch[],
): WatchedNode {
  const { fold, work } = context
  const { rows } = fold.table(name)
  const names = namesIn(name, branches)
  const isPlain = branches.length === 0
  const watchers = new Set<(keys: Iterable<string>) => void>()
  let stop = (): void => {}
  let checkedAt = 0

  const build = (key: string, how: 'get' | 'read'): Built | undefined => {
    const row = rows.get(key)
    work.examined += 1
    return row && (isPlain ? { row, value: row, scopes: [] } : withRelated(branches, key, row, how))
  }
  const kept = createKept(branches, (key) => build(key, 'get'))

  /** Unwatched, it is told nothing: what was kept holds while no row of any entity changed. */
  const check = (): void => {
    const revision = revisionOf(fold, names)
    if (revision !== checkedAt) kept.spoilAll()
    checkedAt = revision
  }

  const invalidate = (keys: Iterable<string>): void => {
    kept.spoil(keys)
    for (const tell of watchers) tell(keys)
  }

  return {
    isPlain,
    names,
    isWatched: () => watchers.size > 0,
    read: (key) => build(key, 'read'),
    get(key) {
      if (isPlain) return build(key, 'get')
      if (watchers.size === 0) check()
      return kept.get(key)
    },
    watch(tell) {
      // Wrapped, so that the same function may watch twice.
      const own = (keys: Iterable<string>): void => tell(keys)
      if (watchers.size === 0) {
        check()
        stop = watchBranches(fold, name, branches, invalidate)
      }
      watchers.add(own)
      return () => {
        if (!watchers.delete(own) || watchers.size > 0) return
        stop()
        checkedAt = revisionOf(fold, names)
      }
    },
  }
}

function namesIn(name: string, branches: readonly Branch[]): ReadonlySet<string> {
  const names = new Set([name])
  for (const { edge, node } of branches.flatMap(({ limbs }) => limbs)) {
    for (const below of node.names) names.add(below)
    if (edge.through !== undefined) names.add(edge.through)
  }
  return names
}

/** Tells the rows that changed themselves, and those that what hangs on them did. */
function watchBranches(
  fold: EdgeContext['fold'],
  name: string,
  branches: readonly Branch[],
  tell: (keys: Iterable<string>) => void,
): () => void {
  const stops = [
    fold.listen(name, tell, 'index'),
    ...branches
      .flatMap(({ limbs }) => limbs)
      .flatMap(({ edge, node }) => [
        edge.listen(tell),
        node.watch((keys) => {
          const sources = new Set<string>()
          for (const key of keys) for (const source of edge.sourcesOf(key)) sources.add(source)
          tell(sources)
        }),
      ]),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

interface Built extends Included {
  /** The row itself. */
  readonly row: Values
}

/** Rows that were built: each is given again until it is spoiled, and then too where it turns out to be the same. */
function createKept(branches: readonly Branch[], build: (key: string) => Built | undefined) {
  const kept = new Map<string, Built>()
  const stale = new Set<string>()
  return {
    spoil(keys: Iterable<string>): void {
      for (const key of keys) if (kept.has(key)) stale.add(key)
    },
    spoilAll(): void {
      for (const key of kept.keys()) stale.add(key)
    },
    get(key: string): Built | undefined {
      const known = kept.get(key)
      if (known && !stale.has(key)) return known
      stale.delete(key)
      const built = build(key)
      if (!built) return void kept.delete(key)
      const next = known ? { ...built, value: unchanged(branches, known, built) } : built
      kept.set(key, next)
      return next
    },
  }
}

/** Tells once the rows and what hangs on them are what they will be; `changed` before, with the keys. */
export function followNode(
  fold: EdgeContext['fold'],
  node: RowNode,
  settled: () => void,
  changed: (keys: Iterable<string>) => void = () => {},
): () => void {
  const stops = [node.watch(changed), ...Array.from(node.names, (name) => fold.listen(name, settled))]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Grows with each change of a row of these entities. */
export function revisionOf(fold: EdgeContext['fold'], names: ReadonlySet<string>): number {
  let revision = 0
  for (const name of names) revision += fold.revision(name)
  return revision
}

function withRelated(branches: readonly Branch[], key: string, row: Values, how: 'get' | 'read'): Built {
  const value: Record<string, unknown> = { ...row }
  const scopes: Scope[] = []
  for (const { name, isList, limbs } of branches) {
    const related: Values[] = []
    for (const { edge, node, compare } of limbs) {
      scopes.push(...edge.scopesOf(key, row))
      for (const other of edge.relatedTo(key, row)) {
        const found = node[how](other)
        if (!found) continue
        related.push(found.value)
        scopes.push(...found.scopes)
      }
      if (related.length > 1) related.sort(compare)
    }
    value[name] = isList ? related : related[0]
  }
  return { row, value, scopes }
}

/** What is as it was stays the same object: each list of related rows, and the whole. */
function unchanged(branches: readonly Branch[], known: Built, next: Built): Values {
  let isSame = known.row === next.row
  const value: Record<string, unknown> = { ...next.value }
  for (const { name } of branches) {
    const [before, after] = [known.value[name], value[name]]
    if (before === after || sameLists(before, after)) value[name] = before
    else isSame = false
  }
  return isSame ? known.value : value
}

function sameLists(left: unknown, right: unknown): boolean {
  return (
    Array.isArray(left) &&
    Array.isArray(right) &&
    left.length === right.length &&
    left.every((item, index) => item === right[index])
  )
}
