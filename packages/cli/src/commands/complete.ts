import { type CommandDefinition, newCommand, onRun } from '../command.ts'

/** `complete`, which the scripts of `completion` call; hidden. */
export const completeCommand: CommandDefinition = (cli) => {
  const complete = newCommand({ name: 'complete', summary: 'Tell what can follow some words.' }).argument(
    '[words...]',
    'the words so far, the last one as far as it is typed, after --',
  )
  return onRun(cli, complete, async ({ args }) => {
    const { candidates } = await import('../completion/candidates.ts')
    const { createProgram } = await import('../program.ts')
    // Sound: the variadic argument of the command.
    const found = candidates(createProgram(cli), (args[0] ?? []) as string[])
    return { json: found, text: found.join('\n') }
  })
}
