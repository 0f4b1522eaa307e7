import type { AnyModel } from '@throughline/schema'

/** Names in their order, but each after those that it or its descendants point to; a circle keeps its order. */
export function targetsFirst(model: AnyModel, names: readonly string[]): string[] {
  const ordered = new Set<string>()
  const open = new Set<string>()
  const visit = (name: string): void => {
    if (ordered.has(name) || open.has(name)) return
    open.add(name)
    const targets = new Set(subtree(model, name).flatMap((member) => targetsOf(model, member)))
    for (const other of names) {
      if (other !== name && subtree(model, other).some((member) => targets.has(member))) visit(other)
    }
    ordered.add(name)
  }
  for (const name of names) visit(name)
  return [...ordered]
}

function targetsOf(model: AnyModel, name: string): string[] {
  return Object.values(model.entities[name]?.relations ?? {}).flatMap((relation) => {
    if (relation.kind === 'belongsTo') return [relation.target]
    return relation.kind === 'morphTo' ? Object.values(relation.targets) : []
  })
}

function subtree(model: AnyModel, name: string): string[] {
  return [name, ...(model.entities[name]?.children ?? []).flatMap((child) => subtree(model, child))]
}
