import { type Tokens, tokensOf } from './expression-tokens.ts'
import { invalid } from './service-error.ts'
import { compare, isEqual, type Item, typeOf } from './values.ts'

/** What an expression's placeholders stand for. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>
  readonly values: Item
}

/** An attribute, or a value of the request. */
type Operand = { readonly name: string } | { readonly value: string }

/** A condition, as it was read. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'compare'; readonly sign: string; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly of: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly of: Operand; readonly list: readonly Operand[] }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Operand[] }

/** A condition, and the placeholders that it uses. */
export interface ParsedCondition {
  readonly condition: Condition
  readonly used: ReadonlySet<string>
}

const signs = new Set(['=', '<>', '<', '<=', '>', '>='])
const functions: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  begins_with: 2,
  contains: 2,
}
const parsed = new Map<string, ParsedCondition>()

/** Reads a condition; a form that no store sends is refused loudly. */
export function parseCondition(expression: string): ParsedCondition {
  const known = parsed.get(expression)
  if (known) return known
  const tokens = tokensOf(expression)
  const used = new Set<string>()
  const condition = parseAny(tokens, used)
  if (tokens.peek() !== '') throw invalid(`Invalid expression: syntax error; token: "${tokens.peek()}"`)
  const result = { condition, used }
  parsed.set(expression, result)
  return result
}

function parseAny(tokens: Tokens, used: Set<string>): Condition {
  return chain('any', 'OR', () => chain('all', 'AND', () => parseNot(tokens, used), tokens), tokens)
}

function chain(kind: 'all' | 'any', word: string, next: () => Condition, tokens: Tokens): Condition {
  const parts = [next()]
  while (tokens.took(word)) parts.push(next())
  const [only] = parts
  return only && parts.length === 1 ? only : { kind, parts }
}

function parseNot(tokens: Tokens, used: Set<string>): Condition {
  if (tokens.took('NOT')) return { kind: 'not', part: parseNot(tokens, used) }
  if (tokens.took('(')) {
    const inner = parseAny(tokens, used)
    tokens.expect(')')
    return inner
  }
  const operand = (): Operand => parseOperand(tokens, used)
  const arity = functions[tokens.peek()]
  if (arity !== undefined) return parseCall(tokens, arity, operand)
  const left = operand()
  if (tokens.took('BETWEEN')) {
    const low = operand()
    tokens.expect('AND')
    return { kind: 'between', of: left, low, high: operand() }
  }
  if (tokens.took('IN')) return { kind: 'in', of: left, list: parseList(tokens, operand) }
  const sign = tokens.take()
  if (!signs.has(sign)) throw invalid(`Invalid expression: syntax error; token: "${sign}"`)
  return { kind: 'compare', sign, left, right: operand() }
}

function parseCall(tokens: Tokens, arity: number, operand: () => Operand): Condition {
  const name = tokens.take()
  const operands = parseList(tokens, operand)
  if (operands.length !== arity) {
    throw invalid(`Invalid expression: incorrect number of operands for operator or function: ${name}`)
  }
  return { kind: 'call', name, operands }
}

function parseList(tokens: Tokens, operand: () => Operand): Operand[] {
  tokens.expect('(')
  const list = [operand()]
  while (tokens.took(',')) list.push(operand())
  tokens.expect(')')
  return list
}

function parseOperand(tokens: Tokens, used: Set<string>): Operand {
  const token = tokens.take()
  if (!/^[#:]?\w/.test(token)) throw invalid(`Invalid expression: syntax error; token: "${token}"`)
  if (token.startsWith('#') || token.startsWith(':')) used.add(token)
  return token.startsWith(':') ? { value: token } : { name: token }
}

/** Whether an item meets a condition; there may be no item. */
export function holds(condition: Condition, item: Item | undefined, placeholders: Placeholders): boolean {
  const read = (operand: Operand): unknown =>
    'name' in operand ? item?.[nameOf(operand.name, placeholders)] : placeholders.values[operand.value]
  switch (condition.kind) {
    case 'all':
      return condition.parts.every((part) => holds(part, item, placeholders))
    case 'any':
      return condition.parts.some((part) => holds(part, item, placeholders))
    case 'not':
      return !holds(condition.part, item, placeholders)
    case 'compare':
      return compares(condition.sign, read(condition.left), read(condition.right))
    case 'between': {
      const value = read(condition.of)
      return compares('>=', value, read(condition.low)) && compares('<=', value, read(condition.high))
    }
    case 'in': {
      const value = read(condition.of)
      return condition.list.some((operand) => compares('=', value, read(operand)))
    }
    case 'call':
      return calls(condition.name, condition.operands.map(read))
  }
}

/** An attribute that is not there meets nothing but `<>`. */
function compares(sign: string, left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return sign === '<>' && left !== right
  if (sign === '=') return isEqual(left, right)
  if (sign === '<>') return !isEqual(left, right)
  const order = compare(left, right)
  if (order === undefined) return false
  if (order === 0) return sign === '<=' || sign === '>='
  return sign.startsWith(order < 0 ? '<' : '>')
}

function calls(name: string, [subject, other]: readonly unknown[]): boolean {
  switch (name) {
    case 'attribute_exists':
      return subject !== undefined
    case 'attribute_not_exists':
      return subject === undefined
    case 'begins_with':
      return typeof subject === 'string' && typeof other === 'string' && subject.startsWith(other)
    default:
      if (typeof subject === 'string') return typeof other === 'string' && subject.includes(other)
      return (
        Array.isArray(subject) &&
        subject.some((part) => typeOf(part) === typeOf(other) && isEqual(part, other))
      )
  }
}

/** The attribute that a name in an expression stands for. */
export function nameOf(name: string, { names }: Placeholders): string {
  return name.startsWith('#') ? (names[name] ?? name) : name
}

/** Checks that what the expressions use is given, and that all that is given is used. */
export function checkPlaceholders(used: ReadonlySet<string>, { names, values }: Placeholders): void {
  for (const [kind, given] of [['Names', names] as const, ['Values', values] as const]) {
    const sign = kind === 'Names' ? '#' : ':'
    for (const name of used) {
      if (name.startsWith(sign) && !Object.hasOwn(given, name)) {
        throw invalid(`Invalid expression: ExpressionAttribute${kind} does not define ${name}`)
      }
    }
    const unused = Object.keys(given).find((name) => !used.has(name))
    if (unused !== undefined) {
      throw invalid(`Value provided in ExpressionAttribute${kind} unused in expressions: keys: {${unused}}`)
    }
  }
}
