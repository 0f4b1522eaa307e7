import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { newProject } from './cli.ts'
import { describeIn, type GeneratedReport, typeErrors } from './generated.ts'

describe('what people say themselves', () => {
  const row = (more: object) => ({
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string' }, ...more },
  })
  const listOf = (schema: object, parameters: readonly object[] = []) => ({
    get: {
      operationId: `list${JSON.stringify(schema).length}`,
      parameters,
      responses: {
        200: {
          description: '',
          content: { 'application/json': { schema: { type: 'array', items: schema } } },
        },
      },
    },
  })
  const parts = {
    paths: {
      '/agents': listOf(row({ name: { type: 'string' } })),
      '/deals': listOf(
        row({
          seller: { type: 'string' },
          agent_id: { type: 'string' },
          other_id: { type: 'integer' },
          version: { type: 'string' },
          file: { type: 'string', format: 'binary' },
        }),
      ),
      '/others': listOf(row({ id: { type: 'string' }, third: { type: 'boolean' } })),
      '/things': listOf(row({ a: { type: 'string' } }), [
        { name: 'shop', in: 'query', required: true, schema: { type: 'string' } },
      ]),
    },
  }

  it('stands before what the description says', async () => {
    const project = newProject('generate-overrides')
    const file = describeIn(project, parts)
    const before = await project.json<GeneratedReport>('generate', file)
    expect(before.entities.map(({ name, relations }) => [name, relations])).toEqual([
      ['agents', {}],
      ['deals', { 'agent (agent_id)': 'agents' }],
      ['others', {}],
    ])
    expect(before.notes.map(({ where, message }) => `${where}: ${message}`)).toEqual([
      "deals.version: A model keeps a field of its own under this name; it is in the client's types alone.",
      "deals.file: A model does not hold what it is; it is in the client's types alone.",
      'GET /things: It wants the query parameter "shop". Name a value in `entities.things.query`.',
      'deals.other_id: It is of another type than "others.id", or that is named by more than one field.',
    ])
    expect(typeErrors(path.join(project.folder, 'src/generated'))).toEqual([])

    project.write(
      'throughline.generate.json',
      JSON.stringify({
        entities: { others: false, things: { query: { shop: 'a' } } },
        relations: {
          deals: { seller: { entity: 'agents', field: 'seller', inverse: 'sales' }, agent_id: false },
        },
      }),
    )
    const after = await project.json<GeneratedReport>('generate', file)
    expect(after.entities.map(({ name, relations }) => [name, relations])).toEqual([
      ['agents', {}],
      ['deals', { 'sellerRow (seller)': 'agents' }],
      ['things', {}],
    ])
    const model = readFileSync(path.join(project.folder, 'src/generated/model/model.ts'), 'utf8')
    expect(model).toContain("inverse: 'sales'")
    expect(model).toContain("agentIdValue: { kind: 'none', field: 'agent_id' }")
    expect(typeErrors(path.join(project.folder, 'src/generated'))).toEqual([])

    project.write('throughline.generate.json', '{ "entitys": {} }')
    const wrong = await project.run('generate', file)
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('throughline.generate.json')])
  })

  it('is asked for in the report', async () => {
    const project = newProject('generate-report')
    const { stdout } = await project.run('generate', describeIn(project, parts), '--no-color')
    expect(stdout).toContain('3 entities')
    expect(stdout).toContain('  ✓ deals /deals: list; read-only; agent (agent_id) → agents')
    expect(stdout).toContain('• Lists that are no entity (1)')
    expect((await project.run('generate', 'api.json', '--sync', 'never')).code).toBe(2)
  })
})
