import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { newProject } from './cli.ts'
import { describeIn, fixture, generateFrom, type GeneratedReport, typeErrors } from './generated.ts'

const repo = path.join(import.meta.dirname, '../../..')

/** All files of a folder as one text. */
function wholeText(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  return names
    .toSorted()
    .map((name) => `==== ${name}\n${readFileSync(path.join(folder, name), 'utf8')}`)
    .join('\n')
}

describe('what is generated', () => {
  // Written anew by `npx vitest run --project cli tests/generate.test.ts -u`.
  it.each(['orders.yaml', 'conduit.yaml', 'petstore.json'])(
    'of %s is as it was, formatted, and type-checks',
    async (name) => {
      const { folder, report } = await generateFrom(
        fixture(name),
        '--overrides',
        fixture(`${name === 'petstore.json' ? 'petstore' : 'orders'}.overrides.json`),
      )
      await expect(wholeText(folder)).toMatchFileSnapshot(`__snapshots__/${name}.txt`)
      const { written: _, ...told } = report
      await expect(JSON.stringify({ ...told, output: undefined }, null, 2)).toMatchFileSnapshot(
        `__snapshots__/${name}.report.json`,
      )
      const before = wholeText(folder)
      writeFileSync(
        path.join(folder, '.oxfmtrc.json'),
        JSON.stringify({ printWidth: 100, singleQuote: true, semi: false, trailingComma: 'all' }),
      )
      spawnSync(path.join(repo, 'node_modules/.bin/oxfmt'), ['.'], { cwd: folder })
      expect(wholeText(folder)).toBe(before)
      expect(typeErrors(folder)).toEqual([])
      expect(before.replaceAll(/\/\*[^]*?\*\//g, '')).not.toMatch(/: any\b|<any>|as any|bigint/i)
    },
  )

  it('names its imports as a project wants it', async () => {
    const none = await generateFrom(fixture('petstore.json'), '--extension', 'none')
    expect(readFileSync(path.join(none.folder, 'index.ts'), 'utf8')).toContain(
      "export * from './client/index'\n",
    )
    const js = await generateFrom(fixture('petstore.json'), '--extension', 'js')
    expect(typeErrors(js.folder, { module: 'NodeNext' })).toEqual([])
  })
})

describe('regeneration', () => {
  it('tells what is stale, keeps files of people, takes away its own, and writes nothing twice', async () => {
    const project = newProject('generate-again')
    const schemas = {
      Old: { type: 'object', properties: { a: { type: 'string' } } },
      Kept: { type: 'string' },
    }
    const file = describeIn(project, { components: { schemas } })
    const args = ['generate', file, '--output', 'src/api']
    expect((await project.run(...args, '--check')).code).toBe(3)
    expect(existsSync(path.join(project.folder, 'src'))).toBe(false)
    const first = await project.json<GeneratedReport>(...args)
    expect([first.written, first.files]).toEqual([first.files, 8])
    expect(await project.json(...args)).toMatchObject({ written: 0, removed: 0 })
    expect(await project.json(...args, '--check')).toMatchObject({ current: true })

    project.write('src/api/mine.ts', 'export const mine = 1\n')
    project.write('src/api/schemas/notes.md', '# Mine\n')
    describeIn(project, { components: { schemas: { Kept: schemas.Kept, New: { type: 'number' } } } })
    const stale = await project.run(...args, '--check')
    expect([stale.code, stale.stdout]).toEqual([
      3,
      expect.stringContaining('schemas/old.ts (is made no more)'),
    ])
    expect(await project.json(...args)).toMatchObject({ removed: 1 })
    expect(readdirSync(path.join(project.folder, 'src/api/schemas')).toSorted()).toEqual([
      'index.ts',
      'kept.ts',
      'new.ts',
      'notes.md',
      'object-schema.ts',
    ])
    expect(readFileSync(path.join(project.folder, 'src/api/mine.ts'), 'utf8')).toContain('mine')

    project.write('src/api/schemas/new.ts', 'export const mine = 1\n')
    const refused = await project.run(...args)
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('new.ts was not made by generate'),
    ])
    rmSync(path.join(project.folder, 'src/api'), { recursive: true })
    mkdirSync(path.join(project.folder, 'src/api'))
    symlinkSync(project.folder, path.join(project.folder, 'src/api/schemas'))
    expect((await project.run(...args)).stderr).toContain('is a link')
  })

  it('follows changes with --watch, also of a file that is named by another, and mistakes in it', async () => {
    const project = newProject('generate-watch')
    project.write('parts.yaml', 'Part: { type: string }\n')
    project.write(
      'api.yaml',
      'openapi: 3.1.0\ninfo: { title: A, version: "1" }\npaths: {}\ncomponents: { schemas: { Whole: { $ref: "parts.yaml#/Part" } } }\n',
    )
    const running = project.start(['generate', 'api.yaml', '--watch'])
    await running.until('Watching')
    const part = path.join(project.folder, 'src/generated/schemas/part.ts')
    expect(readFileSync(part, 'utf8')).toContain('z.string()')
    const api = readFileSync(path.join(project.folder, 'api.yaml'), 'utf8')
    project.write('api.yaml', 'openapi: [\n')
    await running.until('✗')
    project.write('parts.yaml', 'Part: { type: [\n')
    project.write('api.yaml', api)
    await running.until('was not read')
    project.write('parts.yaml', 'Part: { type: integer }\n')
    while (!existsSync(part) || !readFileSync(part, 'utf8').includes('z.int()')) await setTimeout(50)
    expect(readFileSync(part, 'utf8')).toContain('z.int()')
    running.child.kill('SIGINT')
    expect((await running.ended).code).toBe(0)
  })
})

describe('documents', () => {
  it('are read from an address with those of its own server; others only when that is allowed', async () => {
    const other = createServer((_, response) => response.end(JSON.stringify({ Far: { type: 'boolean' } })))
    const near = createServer((request, response) => {
      const { port } = other.address() as AddressInfo
      const schemas = {
        Near: { $ref: 'parts.json#/Near' },
        Far: { $ref: `http://127.0.0.1:${port}/far.json#/Far` },
      }
      const api = {
        openapi: '3.1.0',
        info: { title: 'Web', version: '1' },
        paths: {},
        components: { schemas },
      }
      if (request.url === '/missing') response.statusCode = 404
      response.end(JSON.stringify(request.url === '/parts.json' ? { Near: { type: 'number' } } : api))
    })
    for (const server of [other, near]) {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
    }
    const url = `http://127.0.0.1:${(near.address() as AddressInfo).port}`
    try {
      const closed = await generateFrom(`${url}/api`)
      expect(closed.report.notes).toMatchObject([
        { where: '#/components/schemas/Far', message: expect.stringContaining('--allow-remote') },
      ])
      expect(wholeText(closed.folder)).toContain('z.number()')
      expect(wholeText(closed.folder)).not.toContain('z.boolean()')
      const open = await generateFrom(`${url}/api`, '--allow-remote')
      expect([open.report.notes, wholeText(open.folder)]).toEqual([
        [],
        expect.stringContaining('z.boolean()'),
      ])
      const project = newProject('generate-web')
      expect((await project.run('generate', `${url}/missing`)).stderr).toContain('the server answers 404')
      expect((await project.run('generate', `${url}/api`, '--watch')).stderr).toContain('cannot be watched')
    } finally {
      for (const server of [other, near]) server.close()
    }
  })

  it('are no way to other files, and no way to grow without end', async () => {
    const project = newProject('generate-hostile')
    const aliases = Array.from(
      { length: 40 },
      (_, index) =>
        `x${index}: &a${index} [${index === 0 ? 'x' : Array.from({ length: 9 }, () => `*a${index - 1}`).join(', ')}]`,
    )
    const head = 'openapi: 3.1.0\ninfo: { title: A, version: "1" }\npaths: {}\n'
    project.write('laughs.yaml', `${head}${aliases.join('\n')}\n`)
    expect((await project.run('generate', 'laughs.yaml')).stderr).toContain('laughs.yaml could not be read')
    project.write('circle.yaml', `${head}x-a: &a { b: *a }\n`)
    expect((await project.run('generate', 'circle.yaml')).code).toBe(1)
    project.write('deep.json', `{"openapi":"3.1.0","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)
    expect((await project.run('generate', 'deep.json')).stderr).toContain('could not be read')
    project.write('swagger.json', '{"swagger":"2.0","paths":{}}')
    const old = await project.run('generate', 'swagger.json')
    expect([old.code, old.stderr]).toEqual([1, expect.stringContaining('It is of Swagger 2.0.')])
    expect((await project.run('generate', 'none.yaml')).stderr).toContain('none.yaml could not be read')
    const chain = Object.fromEntries(
      Array.from({ length: 19_000 }, (_, index) => [
        `S${index}`,
        { allOf: [{ $ref: `#/components/schemas/S${index + 1}` }, { description: 'x' }, { properties: {} }] },
      ]),
    )
    const long = await project.run(
      'generate',
      describeIn(project, { components: { schemas: chain } }, 'long.json'),
    )
    expect([long.code, long.stderr]).toEqual([
      1,
      expect.stringContaining('longer chain than can be followed'),
    ])

    const secret = describeIn(project, {
      components: {
        schemas: {
          A: { $ref: '/etc/hostname' },
          B: { $ref: 'file:///etc/passwd#/x' },
          C: { $ref: '../../../../../../package.json#/name' },
        },
      },
    })
    const { notes } = await project.json<GeneratedReport>('generate', secret)
    const notRead: unknown = expect.stringContaining('was not read: ')
    expect(notes.map(({ message }) => message)).toEqual([notRead, notRead, notRead])
    expect(notes[0]?.message).toContain('neither below this folder nor beside the description')
  })

  it('that fan out by references are made in no time, and what they name is a name', async () => {
    const project = newProject('generate-fan')
    const schemas: Record<string, unknown> = { S0: { type: 'object', properties: { a: { type: 'string' } } } }
    for (let level = 1; level < 60; level += 1) {
      const below = { $ref: `#/components/schemas/S${level - 1}` }
      schemas[`S${level}`] = { allOf: Array.from({ length: 8 }, () => below) }
    }
    schemas['Loop'] = {
      allOf: [
        { $ref: '#/components/schemas/Loop' },
        { type: 'object', properties: { b: { type: 'string' } } },
      ],
    }
    schemas['Self'] = { $ref: '#/components/schemas/Self' }
    schemas['Ping'] = { oneOf: [{ $ref: '#/components/schemas/Pong' }, { type: 'string' }] }
    schemas['Pong'] = { oneOf: [{ $ref: '#/components/schemas/Ping' }, { type: 'number' }] }
    schemas['Huge'] = { enum: Array.from({ length: 50_000 }, (_, index) => `value ${index}`) }
    const { written, notes } = await project.json<GeneratedReport>(
      'generate',
      describeIn(project, { components: { schemas } }),
    )
    expect(written).toBe(65 + 2 + 4)
    expect(notes.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'It extends itself; that is left out.',
        'It is nothing but itself; anything is taken there.',
        'It lists 50000 values; its type alone is taken.',
      ]),
    )
    expect(typeErrors(path.join(project.folder, 'src/generated'))).toEqual([])
  })
})
