/** Flags of `model …`. */
export interface ModelFlags {
  readonly output?: string
  readonly check?: boolean
  readonly entity?: string
  readonly variant?: string
  readonly url?: string
}

export type ArtefactName =
  | 'cloudformation'
  | 'diagram'
  | 'hash'
  | 'json'
  | 'json-schema'
  | 'layout'
  | 'openapi'
  | 'patterns'
  | 'terraform'

interface Artefact {
  readonly name: ArtefactName
  readonly summary: string
  readonly example: string
  readonly options?: readonly (readonly [flags: string, description: string])[]
}

/** What can be made of a model, without a table. */
export const artefacts: readonly Artefact[] = [
  {
    name: 'openapi',
    summary: 'OpenAPI 3.1 of its API, as @throughline/trpc serves it.',
    example: '--url /api/trpc -o openapi.json',
    options: [['--url <path>', 'where the procedures are; `/` when absent']],
  },
  {
    name: 'json-schema',
    summary: 'JSON Schema (2020-12) of its entities.',
    example: '--variant insert -o schema.json',
    options: [
      ['--entity <name>', 'one entity alone'],
      ['--variant <variant>', 'row, insert, update or key; row when absent'],
    ],
  },
  {
    name: 'diagram',
    summary: 'A Mermaid diagram of its entities and relations.',
    example: '-o docs/model.mmd',
  },
  { name: 'patterns', summary: 'Its access patterns, as Markdown.', example: '-o docs/patterns.md' },
  {
    name: 'layout',
    summary: "Its table's keys, lookups and indexes, as Markdown.",
    example: '-o docs/table.md',
  },
  { name: 'cloudformation', summary: 'A CloudFormation template of its table.', example: '-o table.json' },
  { name: 'terraform', summary: 'Terraform (`*.tf.json`) of its table.', example: '-o table.tf.json' },
  {
    name: 'json',
    summary: 'The model and its layout as data, for `table diff --from`.',
    example: '-o deployed.json',
  },
  {
    name: 'hash',
    summary: 'The hashes of the model and of its layout, to pin in a test.',
    example: '-o model.hash',
  },
]
