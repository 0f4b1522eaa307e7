import type { AnyModelEntity } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import { groupBy } from './group-by.ts'
import { loadMany } from './load-many.ts'
import { loadOne, toTarget } from './load-one.ts'
import type { IncludePlan } from './plan-include.ts'
import type { ReadNode } from './read-node.ts'
import type { RelatedReads } from './related-reads.types.ts'
import { sideBySide } from './side-by-side.ts'

/** Reads of one answer that are under way at a time. */
const mostReads = 8

/**
 * Reads the rows that are related to these, each as the user of the view may see it, into their nodes.
 *
 * A relation to one row costs one read for all rows together, one to many rows one read for each row; several rows that
 * lead to the same ones share them.
 */
export async function loadRelated(
  nodes: readonly ReadNode[],
  plans: readonly IncludePlan[],
  options: Omit<RelatedReads, 'budget' | 'run'>,
): Promise<void> {
  const budget = options.limits.maxIncluded
  await loadPlans({ ...options, run: sideBySide(mostReads), budget }, nodes, plans)
}

async function loadPlans(
  reads: RelatedReads,
  nodes: readonly ReadNode[],
  plans: readonly IncludePlan[],
): Promise<void> {
  if (nodes.length === 0) return
  await Promise.all(
    plans.map(async (plan) => {
      const found = await loadRelation(reads, nodes, plan)
      const byEntity = groupBy(new Set(found), ({ entity }) => entity.name)
      await Promise.all(
        [...byEntity].map(([name, rows]) => loadPlans(reads, rows, plan.below.get(name) ?? [])),
      )
    }),
  )
}

/** Reads one relation of rows of one entity; gives back the rows that it leads to. */
async function loadRelation(
  reads: RelatedReads,
  nodes: readonly ReadNode[],
  { name, relation }: IncludePlan,
): Promise<readonly ReadNode[]> {
  const target = (entity: string): AnyModelEntity => entityOf(reads.model, entity)
  switch (relation.kind) {
    case 'belongsTo':
      return loadOne(reads, nodes, name, toTarget(target(relation.target), relation.fields))
    case 'morphTo': {
      const { type, targets, fields } = relation
      for (const node of nodes) node.related.set(name, null)
      const byType = groupBy(nodes, ({ stored: { row, withheld = [] } }) =>
        withheld.includes(type) ? '' : String(row[type]),
      )
      const found = [...byType].map(([value, rows]) => {
        const entity = Object.hasOwn(targets, value) ? targets[value] : undefined
        return entity === undefined
          ? Promise.resolve([])
          : loadOne(reads, rows, name, toTarget(target(entity), fields))
      })
      return (await Promise.all(found)).flat()
    }
    case 'hasMany':
      return loadMany(reads, nodes, name, { target: target(relation.target), fields: relation.fields })
    case 'morphMany': {
      const { fields, type, value } = relation
      return loadMany(reads, nodes, name, {
        target: target(relation.target),
        fields,
        also: { [type]: value },
      })
    }
    case 'manyToMany':
      return loadTied(reads, nodes, name, {
        through: { target: target(relation.through), fields: relation.fields },
        other: toTarget(target(relation.target), relation.targetFields),
      })
  }
}

/** Rows that rows of a join entity lead to: the joining ones are read as many, what they lead to as one each. */
async function loadTied(
  reads: RelatedReads,
  nodes: readonly ReadNode[],
  name: string,
  { through, other }: { through: Parameters<typeof loadMany>[3]; other: ReturnType<typeof toTarget> },
): Promise<readonly ReadNode[]> {
  const joins = await loadMany(reads, nodes, name, through)
  const found = await loadOne(reads, joins, name, other)
  for (const node of nodes) {
    const tied = node.related.get(name)
    const rows = (Array.isArray(tied) ? tied : []).flatMap((join: ReadNode) => {
      if (join.more.has(name)) node.more.add(name)
      return join.related.get(name) ?? []
    })
    // Two joining rows may lead to one row.
    node.related.set(name, [...new Set(rows.flat())])
  }
  return found
}
