import { Token } from 'aws-cdk-lib'
import { type IndexLayout, isGlobal, type KeyLayout, type TableLayout } from './table-layout.ts'

/** DynamoDB's quotas for one table; that of global indexes can be raised for an account, but CDK knows 20. */
const mostGlobal = 20
const mostLocal = 5

const namePattern = /^[A-Za-z0-9_.-]{3,255}$/
const nameRule = 'use 3 to 255 of A–Z, a–z, 0–9, "_", "." and "-"'
const mostBytes = 255

/** What CDK or DynamoDB would refuse of a layout, or take in vain; a layout from a file may have any shape. */
export function layoutProblems(layout: unknown): string[] {
  const problems = shapeProblems(layout)
  if (problems.length > 0) return problems
  // Sound: every part that is read below has just been looked at.
  const { tableName, key, indexes, ttl } = layout as TableLayout
  const local = indexes.filter((index) => !isGlobal(index))
  return [
    // A token is a name that CloudFormation fills in, and looks at.
    ...(Token.isUnresolved(tableName) || namePattern.test(tableName)
      ? []
      : [`"${tableName}" is no table name: ${nameRule}.`]),
    ...keyProblems('The key of the table', key),
    ...indexes.flatMap((index) => indexProblems(index, key)),
    ...duplicates(indexes.map(({ name }) => name)).map(
      (name) => `Several indexes are named "${name}": an index has a name of its own.`,
    ),
    ...countProblems('global', indexes.length - local.length, mostGlobal),
    ...countProblems('local', local.length, mostLocal),
    ...(ttl === undefined ? [] : ttlProblems(ttl, [key, ...indexes])),
  ]
}

function shapeProblems(layout: unknown): string[] {
  if (!isRecord(layout))
    return ['The layout is no object: pass `tableLayout(model)`, or what its JSON holds.']
  const { tableName, key, indexes, ttl } = layout
  return [
    ...(typeof tableName === 'string' ? [] : ['`tableName` is no text: name the table.']),
    ...pairProblems('`key`', key),
    ...(Array.isArray(indexes)
      ? indexes.flatMap((index: unknown, position) => indexShapeProblems(`\`indexes[${position}]\``, index))
      : ['`indexes` is no list: write [] for a table without indexes.']),
    ...(ttl === undefined || typeof ttl === 'string'
      ? []
      : ['`ttl` is no text: name its attribute, or leave it out.']),
  ]
}

function indexShapeProblems(where: string, index: unknown): string[] {
  const problems = pairProblems(where, index)
  if (!isRecord(index)) return problems
  const { name, type } = index
  if (typeof name !== 'string') problems.push(`${where} has no name: write \`name\`.`)
  if (type !== undefined && type !== 'global' && type !== 'local') {
    problems.push(`${where} is of the type ${JSON.stringify(type)}: write "global" or "local".`)
  }
  return problems
}

function pairProblems(where: string, pair: unknown): string[] {
  const isPair = isRecord(pair) && typeof pair['pk'] === 'string' && typeof pair['sk'] === 'string'
  return isPair ? [] : [`${where} is no key: write the names of its attributes as \`pk\` and \`sk\`.`]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function indexProblems(index: IndexLayout, key: KeyLayout): string[] {
  const { name, pk } = index
  const problems = keyProblems(`The key of the index "${name}"`, index)
  if (!namePattern.test(name)) problems.push(`"${name}" is no name of an index: ${nameRule}.`)
  if (!isGlobal(index) && pk !== key.pk) {
    problems.push(
      `The local index "${name}" has the partition key "${pk}", and the table "${key.pk}": use the table's, or make the index global.`,
    )
  }
  return problems
}

function keyProblems(where: string, { pk, sk }: KeyLayout): string[] {
  const problems = [pk, sk]
    .filter((attribute) => !isAttributeName(attribute))
    .map(
      (attribute) =>
        `${where} has the attribute "${attribute}": a name has 1 to ${mostBytes} bytes of UTF-8.`,
    )
  if (pk === sk) problems.push(`${where} has "${pk}" twice: its sort key is an attribute of its own.`)
  return problems
}

/** DynamoDB expires by a number; key attributes are strings, so that nothing would ever go. */
function ttlProblems(ttl: string, keys: readonly KeyLayout[]): string[] {
  if (!isAttributeName(ttl)) {
    return [`The attribute "${ttl}" of \`ttl\` is no name: it has 1 to ${mostBytes} bytes of UTF-8.`]
  }
  return keys.some(({ pk, sk }) => ttl === pk || ttl === sk)
    ? [`The attribute "${ttl}" of \`ttl\` is part of a key, which is text: expire by a number of its own.`]
    : []
}

function isAttributeName(name: string): boolean {
  return name !== '' && new TextEncoder().encode(name).length <= mostBytes
}

function countProblems(type: string, count: number, most: number): string[] {
  return count > most
    ? [`The table has ${count} ${type} indexes, and DynamoDB allows ${most}: share them between entities.`]
    : []
}

function duplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}
