import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'

const fixtures = join(import.meta.dirname, 'fixtures')

/** What the compiler says of the fixture, the first line of each error, by line of the file. */
function compilerSays(file: string): Map<number, string> {
  const config = join(fixtures, 'tsconfig.json')
  writeFileSync(config, JSON.stringify({ extends: '../../tsconfig.json', include: [], files: [`./${file}`] }))
  try {
    const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', config, '--noEmit', '--pretty', 'false'], {
      encoding: 'utf8',
      maxBuffer: 10_000_000,
    })
    const errors = stdout.split(/\n(?=\S)/).flatMap((text): [number, string][] => {
      const match = new RegExp(`${file.replace('.', '\\.')}\\((\\d+),`).exec(text)
      return match ? [[Number(match[1]), text]] : []
    })
    return new Map(errors)
  } finally {
    rmSync(config)
  }
}

describe('what the compiler says of wrong names', () => {
  let errors: Map<number, string>
  beforeAll(() => {
    errors = compilerSays('wrong-names.ts')
  })

  it.each([
    [13, "Several foreign keys could be the parent's: set `parent` to"],
    [14, 'The relation \\"seller\\" names the entity \\"seler\\", which the model does not have.'],
    [22, `Type '"uid"' is not assignable to type '"id"'`],
    [23, `Type '"shopID"' is not assignable to type`],
    [26, `'"selerId"' is not assignable to type`],
    [37, `Property 'coach' does not exist on type '{ id: string; teamId: string;`],
    [
      38,
      `Property 'teams' does not exist on type '{ readonly team: BelongsTo<"teams", "teamId">; }'. Did you mean 'team'?`,
    ],
  ])('line %d: %s', (line, message) => {
    expect(errors.get(line)).toContain(message)
  })

  it('says nothing of the rest', () => {
    expect([...errors.keys()].toSorted((a, b) => a - b)).toEqual([13, 14, 22, 23, 26, 37, 38])
  })
})

describe('what the compiler says of wrong reads', () => {
  let errors: Map<number, string>
  beforeAll(() => {
    errors = compilerSays('wrong-reads.ts')
  })

  it.each([
    [16, "'titel' does not exist in type 'Where<"],
    [16, "Did you mean to write 'title'?"],
    [17, "'like' does not exist in type '{ readonly eq?: string"],
    [18, "'startsWith' does not exist in type '{ readonly eq?: number | null"],
    [19, "Type 'string' is not assignable to type 'Condition<number | null>"],
    [20, "'cover' does not exist in type 'Where<"],
    [21, "'titel' does not exist in type 'OrderBy<"],
    [22, `Did you mean '"title"'?`],
    [23, "'titel' does not exist in type 'QueryWhere<"],
    [24, "'like' does not exist in type '{ readonly eq?: string"],
    [25, "Property 'shelfId' is missing in type '{ title: string; }'"],
    [26, "Type '{ id: string; }' is not assignable to type 'never'"],
    [27, "Property 'pages' does not exist on type 'Pick<"],
  ])('line %d: %s', (line, message) => {
    expect(errors.get(line)).toContain(message)
  })

  it('says nothing of the rest', () => {
    const lines = [...errors.keys()].toSorted((a, b) => a - b)
    expect(lines).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27])
  })
})
