import type { ModelChange } from '@throughline/schema/data'
import type { EntityPair } from './compare-entities.ts'
import type { MigrationInput, MigrationProblem } from './migration.types.ts'
import type { Upgrades } from './upgrades.ts'

/** DynamoDB has 20 global indexes a table. */
const mostIndexes = 20

/** What stands in the way of a migration, or may turn out to when rows are read. */
export function planProblems(
  input: MigrationInput,
  pairs: readonly EntityPair[],
  moves: readonly string[],
): MigrationProblem[] {
  const { upgrades } = input.to
  return [
    ...tableProblems(input, moves),
    ...(moves.length === 0 ? indexProblems(input) : []),
    ...pairs.flatMap((pair) => [
      ...renameProblems(pair),
      ...pair.changes.flatMap((change) => fieldProblems(change, upgrades)),
    ]),
  ]
}

function tableProblems({ from, to }: MigrationInput, moves: readonly string[]): MigrationProblem[] {
  const problems: MigrationProblem[] = []
  if (from.layout.tenancy !== to.layout.tenancy) {
    const message =
      `The tenancy is ${to.layout.tenancy ?? 'none'} instead of ${from.layout.tenancy ?? 'none'}, and no row tells ` +
      'whose it would be. Export each tenant from its old table and load it into the new one.'
    problems.push({ code: 'tenancy', severity: 'error', message })
  }
  if (from.layout.tenant !== undefined || to.layout.tenant !== undefined) {
    const message = 'These are layouts of one tenant: plan with those for all tenants.'
    problems.push({ code: 'tenancy', severity: 'error', message })
  }
  if (moves.length > 0 && from.layout.tableName === to.layout.tableName) {
    const message =
      `The rows have to move to another table (${moves.join('; ')}), and both layouts are of "${to.layout.tableName}". ` +
      'Give the new layout another tableName, or keep the keys.'
    problems.push({ code: 'same_table', severity: 'error', message })
  }
  return problems
}

function indexProblems({ from, to }: MigrationInput): MigrationProblem[] {
  const global = (layout: typeof from.layout) => layout.indexes.filter(({ type }) => type !== 'local')
  const names = new Set([...global(from.layout), ...global(to.layout)].map(({ name }) => name))
  const kept = from.layout.indexes.filter(
    ({ name, type }) => type === 'local' && !to.layout.indexes.some((index) => index.name === name),
  )
  return [
    ...(names.size > mostIndexes
      ? [
          {
            code: 'index_limit' as const,
            severity: 'error' as const,
            message: `The table would have ${names.size} global indexes on the way, and DynamoDB has ${mostIndexes}: remove some first.`,
          },
        ]
      : []),
    ...global(to.layout)
      .filter((index) =>
        global(from.layout).some(
          ({ name, pk, sk }) => name === index.name && (pk !== index.pk || sk !== index.sk),
        ),
      )
      .map(({ name }) => ({
        code: 'index_replaced' as const,
        severity: 'error' as const,
        message: `${name} has other attributes than before, and an index is not changed in place: give the new one another name.`,
      })),
    ...kept.map(({ name }) => ({
      code: 'local_index_kept' as const,
      severity: 'warning' as const,
      message: `${name} stays in the table, unused: DynamoDB removes no local index.`,
    })),
  ]
}

function renameProblems({ after: { entity }, renamed }: EntityPair): MigrationProblem[] {
  return Object.entries(renamed)
    .filter(([, name]) => Object.hasOwn(renamed, name))
    .map(([field, name]) => ({
      code: 'ambiguous_rename',
      severity: 'error',
      entity,
      field: name,
      message: `"${entity}.${field}" takes the name of a field that is renamed too, and a row does not tell whether that was done. Rename in two migrations.`,
    }))
}

/** What a change of the model may mean for rows that are stored. */
function fieldProblems(change: ModelChange, upgrades: Upgrades | undefined): MigrationProblem[] {
  const { kind, entity, field = '', safety } = change
  const place = { entity, field }
  if (change.written || safety === 'safe') return []
  const isUpgraded = upgrades?.steps.some(({ entities }) => Object.hasOwn(entities, entity)) ?? false
  if (kind === 'unique-added') {
    const message = `Rows of "${entity}" may have the same "${field}". Rows that do are listed by a dry run: change or delete them first.`
    return [{ code: 'duplicates', severity: 'warning', ...place, message }]
  }
  if (kind === 'field-added' && !hasDefault(change)) {
    const message = `No stored row of "${entity}" has a "${field}", which is required. Give it a default, or give \`upgrades\` with a step for "${entity}".`
    const severity = isUpgraded || field.includes('.') ? 'warning' : 'error'
    return isUpgraded && severity === 'warning' && !field.includes('.')
      ? []
      : [{ code: 'missing_value', severity, ...place, message }]
  }
  if (kind === 'field-narrowed' || kind === 'field-changed' || kind === 'field-kind-changed') {
    const severity =
      kind === 'field-kind-changed' && !isUpgraded && !field.includes('.') ? 'error' : 'warning'
    const message = `Stored rows of "${entity}" may not fit "${field}" any more. ${change.message} A dry run lists those that do not; a step for "${entity}" in \`upgrades\` can make them fit.`
    return [{ code: 'may_not_fit', severity, ...place, message }]
  }
  return []
}

function hasDefault({ to }: ModelChange): boolean {
  return typeof to === 'object' && to !== null && 'hasDefault' in to && to['hasDefault'] === true
}
