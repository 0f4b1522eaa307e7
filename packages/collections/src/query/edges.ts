import type { AnyModel, AnyModelEntity, Relation } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import type { Fold } from '../fold.ts'
import type { Scope } from '../scope.types.ts'
import type { Values } from '../values.ts'
import { type EdgeIndexes, joinedFields } from './edge-index.ts'
import { type ScopeOf, scopeFinder } from './edge-scopes.ts'

/** How rows of one entity find related rows of another, and those find them. */
export interface Edge {
  readonly target: AnyModelEntity
  /** Whose rows decide, besides those of both ends: the join entity. */
  readonly through: string | undefined
  /** Own keys of the rows related to one. */
  relatedTo(key: string, row: Values): Iterable<string>
  /** Own keys of the rows that a row of the target's is related to. */
  sourcesOf(targetKey: string): Iterable<string>
  /** Tells which rows came to have other related ones, apart from a change of themselves. */
  listen(tell: (keys: Iterable<string>) => void): () => void
  /** Which rows are to be loaded for one. */
  scopesOf(key: string, row: Values): readonly Scope[]
}

export interface EdgeContext {
  readonly model: AnyModel
  readonly fold: Fold
  readonly indexes: EdgeIndexes
}

const one = (key: string | undefined): readonly string[] => (key === undefined ? [] : [key])
const silent = (): (() => void) => () => {}

/** The edges of a relation: one for each target. */
export function edgesOf(context: EdgeContext, entity: AnyModelEntity, relation: Relation): Edge[] {
  const { model } = context
  switch (relation.kind) {
    case 'belongsTo':
      return [keyEdge(context, entity, entityOf(model, relation.target), relation.fields)]
    case 'morphTo':
      return Object.entries(relation.targets).map(([value, target]) => {
        const { type, fields } = relation
        return keyEdge(context, entity, entityOf(model, target), fields, { type, value })
      })
    case 'hasMany':
      return [listEdge(context, entity, entityOf(model, relation.target), relation.fields)]
    case 'morphMany': {
      const { type, value, target, fields } = relation
      return [listEdge(context, entity, entityOf(model, target), fields, { type, value })]
    }
    case 'manyToMany':
      return [joinEdge(context, entity, relation)]
  }
}

interface Morph {
  readonly type: string
  readonly value: string
}

function keyEdge(
  { model, indexes }: EdgeContext,
  entity: AnyModelEntity,
  target: AnyModelEntity,
  fields: readonly string[],
  morph?: Morph,
): Edge {
  const index = indexes(entity.name, morph ? [morph.type, ...fields] : fields)
  const scopeOf = scopeFinder(model, entity, target, { fields, names: 'target' })
  const isOther = (row: Values): boolean => morph !== undefined && row[morph.type] !== morph.value
  return {
    target,
    through: undefined,
    relatedTo: (_, row) => (isOther(row) ? [] : one(joinedFields(fields, row))),
    sourcesOf: (key) => index.get(morph ? `${morph.value}#${key}` : key),
    listen: silent,
    scopesOf: (_, row) => (isOther(row) || joinedFields(fields, row) === undefined ? [] : scopeOf(row)),
  }
}

function listEdge(
  { model, indexes }: EdgeContext,
  entity: AnyModelEntity,
  target: AnyModelEntity,
  fields: readonly string[],
  morph?: Morph,
): Edge {
  const index = indexes(target.name, morph ? [morph.type, ...fields] : fields)
  const start = morph ? `${morph.value}#` : ''
  const own = (foreignKey: string | undefined): readonly string[] =>
    foreignKey?.startsWith(start) ? [foreignKey.slice(start.length)] : []
  const scopeOf = scopeFinder(model, entity, target, { fields, names: 'source' })
  return {
    target,
    through: undefined,
    relatedTo: (key) => index.get(start + key),
    sourcesOf: (key) => own(index.of(key)),
    listen: (tell) => index.listen((foreignKeys) => tell(foreignKeys.flatMap(own))),
    scopesOf: (_, row) => scopeOf(row),
  }
}

function joinEdge(
  { model, fold, indexes }: EdgeContext,
  entity: AnyModelEntity,
  { target: name, through: by, fields, targetFields }: Extract<Relation, { kind: 'manyToMany' }>,
): Edge {
  const [target, through] = [entityOf(model, name), entityOf(model, by)]
  const [sources, targets] = [indexes(by, fields), indexes(by, targetFields)]
  const joinScope: ScopeOf = scopeFinder(model, entity, through, { fields, names: 'source' })
  const targetScope: ScopeOf = scopeFinder(model, through, target, { fields: targetFields, names: 'target' })
  const { rows } = fold.table(by)
  const collect = (keys: Iterable<string>, keyOf: (key: string) => string | undefined): Set<string> =>
    new Set(Array.from(keys, keyOf).filter((key) => key !== undefined))
  return {
    target,
    through: by,
    relatedTo: (key) =>
      collect(
        Array.from(sources.get(key)).filter((join) => rows.has(join)),
        targets.of,
      ),
    sourcesOf: (key) => collect(targets.get(key), sources.of),
    listen(tell) {
      const stops = [
        sources.listen(tell),
        // A join row that leads elsewhere now.
        fold.listen(by, (keys) => tell(collect(keys, sources.of)), 'index'),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
    scopesOf: (key, row) => [
      ...joinScope(row),
      ...Array.from(sources.get(key)).flatMap((join) => targetScope(rows.get(join) ?? {})),
    ],
  }
}
