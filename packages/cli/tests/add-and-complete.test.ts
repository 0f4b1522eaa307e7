import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { newProject } from './cli.ts'

const repo = path.join(import.meta.dirname, '../../..')

describe('add entity', () => {
  it('writes a domain that type-checks and works, and writes over nothing', async () => {
    const project = newProject('add')
    const args = [
      'add',
      'entity',
      'order-lines',
      'number:string!',
      'total:number',
      'status:open|paid',
      'dueAt:date?',
    ]
    expect(await project.json(...args, '--dry-run')).toMatchObject({ written: false })
    expect(existsSync(path.join(project.folder, 'src'))).toBe(false)
    const { files } = await project.json<{ files: string[] }>(...args)
    expect(files).toContain('src/order-lines/model/order-line.ts')
    const again = await project.run(...args)
    expect([again.code, again.stderr]).toEqual([
      1,
      expect.stringContaining('src/order-lines is there already'),
    ])

    expect(
      await project.json(
        'add',
        'entity',
        'note',
        'orderLineId:uuid',
        'text:text',
        '--into',
        'src/order-lines',
      ),
    ).toMatchObject({
      files: ['src/order-lines/model/note.ts'],
      entry: "notes: defineEntity({ singular: 'note', schema: NoteSchema }),",
    })

    project.write(
      'throughline.config.ts',
      `
      import { orderLinesModel } from './src/order-lines/model/order-lines-model.ts'
      export default { model: orderLinesModel, table: { tableName: '${project.tableName}' } }
    `,
    )
    await project.json('table', 'create')
    expect(await project.json('seed', '--count', '4')).toMatchObject({ entities: { orderLines: 4 } })

    // What stories are written with is installed beside the domain that they are like.
    for (const name of ['storybook', '@storybook/react-vite']) {
      const link = path.join(project.folder, 'node_modules', name)
      mkdirSync(path.dirname(link), { recursive: true })
      symlinkSync(path.join(repo, 'packages/persons/node_modules', name), link)
    }
    const source = (name: string) => [path.join(repo, 'packages', name)]
    project.write(
      'tsconfig.json',
      JSON.stringify({
        extends: path.join(repo, 'tsconfig.base.json'),
        compilerOptions: {
          noEmit: true,
          declaration: false,
          declarationMap: false,
          typeRoots: [path.join(repo, 'node_modules/@types')],
          paths: {
            '@throughline/schema': source('schema/src/index.ts'),
            '@throughline/electrodb': source('electrodb/src/index.ts'),
            '@throughline/faker': source('faker/src/index.ts'),
            '@throughline/trpc': source('trpc/src/index.ts'),
            '@throughline/trpc/client': source('trpc/src/client/index.ts'),
            '@throughline/collections': source('collections/src/index.ts'),
            '@throughline/collections/query': source('collections/src/query/index.ts'),
            '@throughline/collections/react': source('collections/src/react/index.ts'),
            '@throughline/collections/sync': source('collections/src/sync/index.ts'),
            '@throughline/ui': source('ui/src/index.ts'),
          },
        },
        include: ['src'],
      }),
    )
    const tsc = path.join(repo, 'node_modules/.bin/tsc')
    const checked = spawnSync(tsc, ['-p', project.folder], { encoding: 'utf8' })
    const own = checked.stdout.split('\n').filter((line) => line.includes('order-lines/'))
    expect(own).toEqual([])
    // Nothing at all would be found where nothing was looked at.
    expect(checked.error).toBeUndefined()
    writeFileSync(
      path.join(project.folder, 'src/order-lines/ui/wrong.tsx'),
      "import { OrderLineCard } from './index.ts'\nexport const wrong = <OrderLineCard orderLine={{}} />\n",
    )
    const wrong = spawnSync(tsc, ['-p', project.folder], { encoding: 'utf8' })
    expect(wrong.stdout).toContain('order-lines/ui/wrong.tsx')
    expect(readFileSync(path.join(project.folder, 'src/order-lines/model/order-line.ts'), 'utf8')).toContain(
      'number: z.string().min(1).max(200).register(fieldMeta, { unique: true }),',
    )
  })

  it('says what is no name and no field', async () => {
    const project = newProject('add-wrong')
    expect((await project.run('add', 'entity', '../up')).stderr).toContain('is no name of an entity')
    const field = await project.run('add', 'entity', 'orders', "total:number');evil('")
    expect([field.code, field.stderr]).toEqual([2, expect.stringContaining('is no field')])
    expect(existsSync(path.join(project.folder, 'src'))).toBe(false)
  })
})

describe('completion', () => {
  const project = () => newProject('complete')
  const complete = async (...words: string[]) =>
    (await project().run('complete', '--', ...words)).stdout.trim().split('\n')

  it('tells what can follow', async () => {
    expect(await complete('ta')).toEqual(['table'])
    expect(await complete('table', '')).toEqual(['create', 'diff', 'migrate', 'status', 'drop'])
    expect(await complete('table', 'migrate', '--ph')).toEqual(['--phase'])
    expect(await complete('table', 'migrate', '--phase', 'b')).toEqual(['backfill'])
    expect(await complete('--table', 'status', 'table', 'd')).toEqual(['diff', 'drop'])
    expect(await complete('completion', 'f')).toEqual(['fish'])
  })

  it('works in bash, and prints scripts for the others', async () => {
    const one = project()
    const { stdout } = await one.run('completion', 'bash')
    one.write('throughline', `#!/bin/sh\nexec ${process.execPath} ${inject('bin')} "$@"\n`)
    const ran = spawnSync(
      'bash',
      [
        '--norc',
        '-c',
        `chmod +x throughline; PATH="$PWD:$PATH"
${stdout}
COMP_WORDS=(throughline table migrate --phase ex); COMP_CWORD=4; _throughline; echo "\${COMPREPLY[@]}"
COMP_WORDS=(throughline ex); COMP_CWORD=1; _throughline; echo "\${COMPREPLY[@]}"`,
      ],
      { cwd: one.folder, encoding: 'utf8' },
    )
    expect(ran.stdout).toBe('expand\nexport\n')
    expect((await one.run('completion', 'zsh')).stdout).toMatch(/^#compdef throughline/)
    expect((await one.run('completion', 'fish')).stdout).toContain('complete -c throughline')
    expect((await one.run('completion', 'tcsh')).code).toBe(2)
  })
})
