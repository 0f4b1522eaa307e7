import { checkPlaceholders, type Condition, parseCondition, type Placeholders } from './expression.ts'
import { invalid } from './service-error.ts'
import type { Item } from './values.ts'

/** What requests and actions carry, as far as the model knows it. */
export interface Expressions {
  readonly ConditionExpression?: string | undefined
  readonly FilterExpression?: string | undefined
  readonly KeyConditionExpression?: string | undefined
  readonly ProjectionExpression?: string | undefined
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined
  readonly ExpressionAttributeValues?: Item | undefined
}

/** The expressions of a request, read and checked. */
export interface ReadExpressions extends Placeholders {
  readonly condition: Condition | undefined
  readonly filter: Condition | undefined
  readonly key: Condition | undefined
  /** Attributes, their placeholders put in; all when absent. */
  readonly projection: readonly string[] | undefined
}

const none: Placeholders = { names: {}, values: {} }

/** @throws `ValidationException` as DynamoDB does, for placeholders that are not given or not used. */
export function readExpressions(request: Expressions): ReadExpressions {
  const { ExpressionAttributeNames: names = none.names, ExpressionAttributeValues: values = none.values } =
    request
  const used = new Set<string>()
  const read = (expression: string | undefined): Condition | undefined => {
    if (expression === undefined) return undefined
    const parsed = parseCondition(expression)
    for (const name of parsed.used) used.add(name)
    return parsed.condition
  }
  const condition = read(request.ConditionExpression)
  const filter = read(request.FilterExpression)
  const key = read(request.KeyConditionExpression)
  const projected = request.ProjectionExpression?.split(',').map((name) => name.trim())
  for (const name of projected ?? []) if (name.startsWith('#')) used.add(name)
  checkPlaceholders(used, { names, values })
  const projection = projected?.map((name) => (name.startsWith('#') ? (names[name] ?? '') : name))
  return { names, values, condition, filter, key, projection }
}

/** Refuses what the model does not know, so that no request is half understood. */
export function checkKnown(input: object, known: readonly string[]): void {
  const unknown = Object.entries(input).find(([name, value]) => value !== undefined && !known.includes(name))
  if (unknown) throw new Error(`The modelled DynamoDB does not know "${unknown[0]}".`)
}

/** @throws `ValidationException` for what cannot be the key of an item. */
export function checkedKey(key: Item, keyNames: readonly [string, string], exact: boolean): void {
  for (const name of keyNames) {
    const value = key[name]
    if (value === undefined) throw invalid('One of the required keys was not given a value')
    if (typeof value !== 'string') {
      throw invalid(`One or more parameter values were invalid: Type mismatch for key ${name} expected: S`)
    }
    if (value === '') {
      throw invalid(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
      )
    }
    const most = name === keyNames[0] ? 2048 : 1024
    if (Buffer.byteLength(value) > most) {
      throw invalid(
        `One or more parameter values were invalid: Size of key ${name} has exceeded the maximum size limit`,
      )
    }
  }
  if (exact && Object.keys(key).length !== keyNames.length) {
    throw invalid('The provided key element does not match the schema')
  }
}
