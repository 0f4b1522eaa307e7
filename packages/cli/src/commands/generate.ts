import { Option } from 'commander'
import { type CommandDefinition, newCommand, onRun } from '../command.ts'
import type { GenerateFlags } from '../generate/generate.ts'

/** `generate <openapi>` */
export const generateCommand: CommandDefinition = (cli) => {
  const generate = newCommand({
    name: 'generate',
    summary:
      'Make schemas, a model, a client, collections and hooks of an OpenAPI description; or descriptions of a model.',
    description:
      'OpenAPI 3.0 and 3.1, JSON or YAML. Only files that it made itself are written over or taken away. What is left out is told, with the reason. throughline.generate.json says what the description does not: relations, entities, when writes are shown.\n\nWith --from-model the other way round: OpenAPI, JSON Schema, a diagram, access patterns, CloudFormation and Terraform of the model of throughline.config.ts, all at once; `model` writes one of them.',
    examples: [
      ['generate openapi.yaml', 'into src/generated'],
      ['generate openapi.yaml --output src/api --sync optimistic', 'writes are shown at once'],
      ['generate --from-model --output docs/model', 'what is made of your own model'],
      ['generate https://api.example.com/openapi.json --check', 'for CI: exit code 3 where it is stale'],
    ],
  })
    .argument('[openapi]', 'file or address of the description')
    .option('--from-model', 'write what is made of the model instead')
    .option(
      '-o, --output <folder>',
      'where the files are written; src/generated, or docs/model with --from-model, when absent',
    )
    .option(
      '--overrides <file>',
      'what people say about entities and relations; throughline.generate.json when absent',
    )
    .addOption(
      new Option(
        '--sync <mode>',
        'when writes are shown: once the server has them, or at once; confirmed when absent',
      ).choices(['confirmed', 'optimistic']),
    )
    .addOption(
      new Option('--extension <kind>', 'of the imports between generated files')
        .choices(['ts', 'js', 'none'])
        .default('ts'),
    )
    .option('--allow-remote', 'read what it refers to on other servers too')
    .option('--check', 'write nothing; end with exit code 3 where the files are not what would be written')
    .option('--watch', 'make them again when the description changes')
  return onRun<GenerateFlags>(cli, generate, async (context) =>
    (await import('../generate/generate.ts')).generate(context),
  )
}
