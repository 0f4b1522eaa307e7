/**
 * Finds what leads back to itself: a number for each that does, the same for those that lead to each other (Tarjan's strongly
 * connected components, without recursion: a description may be deeper than a stack).
 */
export function circles(
  ids: Iterable<string>,
  next: (id: string) => Iterable<string>,
): ReadonlyMap<string, number> {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const onStack = new Set<string>()
  const found = new Map<string, number>()
  let rings = 0

  const lower = (id: string, to: number): void => void low.set(id, Math.min(low.get(id) ?? to, to))
  const open = (id: string): Iterator<string> => {
    order.set(id, order.size)
    low.set(id, order.size - 1)
    stack.push(id)
    onStack.add(id)
    return next(id)[Symbol.iterator]()
  }
  const close = (id: string, isOwn: boolean): void => {
    if (low.get(id) !== order.get(id)) return
    const members: string[] = []
    for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
      onStack.delete(member)
      members.push(member)
      if (member === id) break
    }
    if (members.length === 1 && !isOwn) return
    rings += 1
    for (const member of members) found.set(member, rings)
  }

  for (const start of ids) {
    if (order.has(start)) continue
    const path = [{ id: start, left: open(start), isOwn: false }]
    for (let at = path.at(-1); at; at = path.at(-1)) {
      const step = at.left.next()
      if (step.done) {
        path.pop()
        close(at.id, at.isOwn)
        const above = path.at(-1)
        if (above) lower(above.id, low.get(at.id) ?? 0)
      } else if (!order.has(step.value)) path.push({ id: step.value, left: open(step.value), isOwn: false })
      else {
        at.isOwn ||= step.value === at.id
        if (onStack.has(step.value)) lower(at.id, order.get(step.value) ?? 0)
      }
    }
  }
  return found
}
