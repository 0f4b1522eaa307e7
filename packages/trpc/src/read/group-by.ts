/** Items by what they have in common, in the order of the first of each; `Map.groupBy`, which Node 20 does not have. */
export function groupBy<T, TGroup>(items: Iterable<T>, groupOf: (item: T) => TGroup): Map<TGroup, T[]> {
  const groups = new Map<TGroup, T[]>()
  for (const item of items) {
    const group = groupOf(item)
    const same = groups.get(group)
    if (same) same.push(item)
    else groups.set(group, [item])
  }
  return groups
}
