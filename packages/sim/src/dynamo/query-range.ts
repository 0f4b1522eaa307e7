import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import { type Condition, holds, nameOf } from './expression.ts'
import type { OrderedItems, Position } from './ordered-items.ts'
import type { ReadExpressions } from './request.ts'
import { invalid } from './service-error.ts'
import type { TableState } from './table-state.ts'
import type { Item } from './values.ts'

interface QueriedIndex {
  readonly items: OrderedItems
  readonly keyNames: readonly [string, string]
}

/** The items of a query in its order, from where it goes on. */
export function* queryItemsOf(
  state: TableState,
  index: QueriedIndex | undefined,
  expressions: ReadExpressions,
  { ExclusiveStartKey, ScanIndexForward = true }: QueryCommandInput,
): Generator<Item> {
  const [pk, sk] = index?.keyNames ?? state.keyNames
  const { partition, sort } = rangeOf(expressions, pk, sk)
  const behind = ExclusiveStartKey && startOf(state, index, ExclusiveStartKey)
  const { items } = index ?? state
  let begun = false
  for (const item of items.walk(partition, behind, ScanIndexForward)) {
    const isIn = !sort || holds(sort, item, expressions)
    if (isIn) yield item
    // A range of sort keys is one stretch: what comes after it is not read.
    else if (begun) return
    begun ||= isIn
  }
}

/** The partition that a key condition names, and what it asks of the sort key. */
function rangeOf(
  expressions: ReadExpressions,
  pk: string,
  sk: string,
): { partition: string; sort: Condition | undefined } {
  const { key } = expressions
  const parts = key?.kind === 'all' ? key.parts : key ? [key] : []
  const ofPartition = parts.find(
    (part) => part.kind === 'compare' && part.sign === '=' && subjectOf(part, expressions) === pk,
  )
  const sort = parts.find((part) => part !== ofPartition)
  const isKnown = parts.length <= 2 && (!sort || (subjectOf(sort, expressions) === sk && isRange(sort)))
  if (ofPartition?.kind !== 'compare' || !('value' in ofPartition.right) || !isKnown) {
    throw invalid('Query condition missed key schema element')
  }
  const partition = expressions.values[ofPartition.right.value]
  if (typeof partition !== 'string') throw invalid('Condition parameter type does not match schema type')
  checkBounds(sort, expressions)
  return { partition, sort }
}

function subjectOf(condition: Condition, expressions: ReadExpressions): string | undefined {
  const subject =
    condition.kind === 'compare'
      ? condition.left
      : condition.kind === 'between'
        ? condition.of
        : condition.kind === 'call'
          ? condition.operands[0]
          : undefined
  return subject && 'name' in subject ? nameOf(subject.name, expressions) : undefined
}

function isRange(condition: Condition): boolean {
  if (condition.kind === 'compare') return condition.sign !== '<>'
  return condition.kind === 'between' || (condition.kind === 'call' && condition.name === 'begins_with')
}

function checkBounds(sort: Condition | undefined, { values }: ReadExpressions): void {
  if (sort?.kind !== 'between' || !('value' in sort.low) || !('value' in sort.high)) return
  const [low, high] = [String(values[sort.low.value]), String(values[sort.high.value])]
  if (Buffer.compare(Buffer.from(low), Buffer.from(high)) > 0) {
    throw invalid('The BETWEEN operator requires upper bound to be greater than or equal to lower bound')
  }
}

function startOf(state: TableState, index: QueriedIndex | undefined, key: Item): Position {
  const [pk, sk] = state.keyNames
  const names = new Set([...state.keyNames, ...(index?.keyNames ?? [])])
  if (Object.keys(key).length !== names.size || [...names].some((name) => typeof key[name] !== 'string')) {
    throw invalid('The provided starting key is invalid')
  }
  return index
    ? { sort: String(key[index.keyNames[1]]), id: `${String(key[pk])}\n${String(key[sk])}` }
    : { sort: String(key[sk]), id: '' }
}
