import type { Finding, Verdict } from './scenarios/scenario.types.ts'
import { scenarios } from './scenarios/scenarios.ts'

/** What was found with one library, by the name of the scenario. */
export interface Column {
  readonly name: string
  readonly findings: Readonly<Record<string, Finding>>
}

const marks: Readonly<Record<Verdict, string>> = {
  yes: '✓',
  partly: '◐',
  no: '✗',
  app: 'app',
  'not run': '–',
}

const findingOf = ({ findings }: Column, scenario: string): Finding =>
  findings[scenario] ?? { verdict: 'not run', fact: '' }

function summary(columns: readonly Column[]): string[] {
  const rows = scenarios.map(({ name }, index) => {
    const cells = columns.map((column) => marks[findingOf(column, name).verdict])
    return `| ${index + 1} | ${[name, ...cells].join(' | ')} |`
  })
  return [
    `| | fault | ${columns.map(({ name }) => name).join(' | ')} |`,
    `|---|---|${':-:|'.repeat(columns.length)}`,
    ...rows,
  ]
}

function counted(columns: readonly Column[]): string[] {
  return scenarios.flatMap(({ name, story }, index) => {
    const facts = columns.map((column) => {
      const { verdict, fact } = findingOf(column, name)
      return `- ${marks[verdict]} ${column.name}: ${fact}`
    })
    return [...(index > 0 ? [''] : []), `**${index + 1}. ${name}.** ${story}`, ''].concat(facts)
  })
}

const part = (name: string, lines: readonly string[]): string =>
  [`<!-- ${name}: begin -->`, '', ...lines, '', `<!-- ${name}: end -->`].join('\n')

/** A page with what was found in the place of what it said. */
export function withFindings(page: string, columns: readonly Column[]): string {
  const parts = { table: summary(columns), counted: counted(columns) }
  return Object.entries(parts).reduce((text, [name, lines]) => {
    const place = new RegExp(`<!-- ${name}: begin -->[^]*<!-- ${name}: end -->`)
    if (!place.test(text)) throw new Error(`The page has no place for "${name}".`)
    return text.replace(place, () => part(name, lines))
  }, page)
}
