import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { expect, it } from 'vitest'
import { exitCodes, exitMeanings } from '../src/cli-error.ts'
import { allCommands, createProgram } from '../src/program.ts'
import { newProject } from './cli.ts'

const program = createProgram({ signal: new AbortController().signal, json: false, exitCode: 0 })
const shown = allCommands(program).filter((command) => command.name() !== 'complete')

function pathOf(command: Command): string[] {
  return command.parent ? [...pathOf(command.parent), command.name()] : []
}

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp()
  return text.trimEnd()
}

// Written anew by `npx vitest run --project cli tests/help.test.ts -u`.
it('the texts of --help are in the documentation', async () => {
  const codes = Object.entries(exitMeanings).map(
    ([name, what]) => `| ${exitCodes[name as keyof typeof exitCodes]} | ${what} |`,
  )
  const text = [
    '# Commands of throughline',
    'Every text here is what `--help` prints.',
    ...shown.map((command) => {
      const words = ['throughline', ...pathOf(command)].join(' ')
      return `${'#'.repeat(Math.min(2 + Math.max(0, pathOf(command).length - 1), 3))} ${words}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``
    }),
    `## Exit codes\n\n| code | what it says |\n|---|---|\n${codes.join('\n')}`,
  ].join('\n\n')
  await expect(`${text}\n`).toMatchFileSnapshot('../COMMANDS.md')
})

it('every command that does something has an example', () => {
  const without = shown.filter(
    (command) => command.commands.length === 0 && !helpOf(command).includes('Examples:\n  $ throughline'),
  )
  expect(without.map((command) => pathOf(command).join(' '))).toEqual([])
})

it('every command is run by a test', () => {
  const sources = readdirSync(import.meta.dirname)
    // This file names commands without running them.
    .filter((name) => name.endsWith('.test.ts') && name !== path.basename(import.meta.filename))
    .map((name) => readFileSync(path.join(import.meta.dirname, name), 'utf8'))
    .join('\n')
  const leaves = shown.filter((command) => command.commands.length === 0).map(pathOf)
  const isRun = (words: readonly string[]): boolean => {
    const named = words.map((word) => `'${word}'`).join(',\\s*')
    return new RegExp(`\\.(?:run|json|start)(?:<[^(]*>)?\\(\\[?\\s*${named}`).test(sources)
  }
  // `model …` is run from a table of names.
  const isListed = ([group, name = '']: readonly string[]): boolean =>
    group === 'model' &&
    /project\.run\('model', name\)/.test(sources) &&
    new RegExp(`\\[\\s*'${name}',\\s*\\(text`).test(sources)
  expect(leaves.filter((words) => !isRun(words) && !isListed(words)).map((words) => words.join(' '))).toEqual(
    [],
  )
  expect(isRun(['table', 'vanish'])).toBe(false)
})

it('is what the binary prints', async () => {
  const migrate = shown.find((command) => pathOf(command).join(' ') === 'table migrate')
  const { code, stdout } = await newProject('help').run('table', 'migrate', '--help')
  expect(code).toBe(0)
  expect(stdout.trimEnd()).toBe(helpOf(migrate!))
})
