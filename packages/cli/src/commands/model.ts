import { type CommandDefinition, newCommand, onRun } from '../command.ts'
import { artefacts, type ModelFlags } from '../model/artefacts.ts'

/** `model openapi | json-schema | diagram | …`: what is made of a model alone. */
export const modelCommand: CommandDefinition = (cli) => {
  const model = newCommand({
    name: 'model',
    summary: 'Write what is made of the model: descriptions, diagrams, infrastructure.',
    description: 'To stdout, or to a file with --output.',
  })
  for (const { name, summary, example, options = [] } of artefacts) {
    const command = newCommand({ name, summary, examples: [[`model ${name} ${example}`, 'into a file']] })
      .option('-o, --output <file>', 'write to a file')
      .option('--check', 'end with exit code 3 where the file of --output is not what would be written')
    for (const [flags, description] of options) command.option(flags, description)
    onRun<ModelFlags>(cli, command, async (context) =>
      (await import('../model/write-artefact.ts')).writeArtefact(name, context),
    )
    model.addCommand(command)
  }
  return model
}
