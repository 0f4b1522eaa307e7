import type { ApiNames } from '../api-names.ts'
import type { Entity } from '../entities/entity.types.ts'
import type { ApiDocument } from '../read/document.types.ts'
import { toCamelCase } from '@throughline/schema'
import { type Code, list, object } from './code.ts'
import type { EntityNames } from './entity-names.ts'
import { refsIn } from '../read/shape.ts'
import { objectFile, scopeOf } from './emit-schemas.ts'
import { objectZod, type ZodScope } from './emit-zod.ts'
import { memberName, text } from './literals.ts'
import { createFile, type Extension, indexFile, type SourceFile } from './source-file.ts'

export const modelFile = 'model/model.ts'

/** `model/`: the rows of each entity, and the model of all. */
export function emitModel(
  api: ApiDocument,
  names: ApiNames,
  entities: readonly EntityNames[],
  extension: Extension,
): Map<string, string> {
  const files = new Map<string, string>()
  const isLarge = largeSchemas(api)
  const rowScope = (file: SourceFile): ZodScope => ({
    ...scopeOf(file, names.schemas),
    whole: (id) => (isLarge(id) ? file.value('wholeSchema', objectFile) : undefined),
  })
  for (const { entity, rowFile, row, rowSchema } of entities) {
    const file = createFile(rowFile, extension)
    file.package("import * as z from 'zod'")
    file.add([
      `/** A row of ${entity.name}, as the model has it. */\nexport const ${rowSchema} = `,
      objectZod(entity.row, rowScope(file), true),
    ])
    file.add(`export type ${row} = z.output<typeof ${rowSchema}>`)
    files.set(rowFile, file.text())
  }
  const file = createFile(modelFile, extension)
  file.package("import { defineEntity, defineModel } from '@throughline/schema'")
  const members = entities.map(({ entity, rowFile, rowSchema }): Code => {
    file.value(rowSchema, rowFile)
    return [`${entity.name}: `, 'defineEntity(', object(entityMembers(entity, rowSchema)), ')']
  })
  file.add([
    `/** The resources of ${serviceOf(api)}, as entities of one model. */\nexport const apiModel = defineModel(`,
    object([`service: ${text(serviceOf(api))}`, ['entities: ', object(members)]]),
    ')',
  ])
  files.set(modelFile, file.text())
  files.set('model/index.ts', indexFile('model/index.ts', [...files.keys()], extension))
  return files
}

/** Schemas below one that a model still describes: it does so anew for each field that names them. */
const mostBelow = 20

/** Tells the schemas that have more schemas below them. */
function largeSchemas({ schemas }: ApiDocument): (id: string) => boolean {
  const known = new Map<string, boolean>()
  const isLarge = (id: string): boolean => {
    // Grows while it is gone through.
    const below = new Set([id])
    for (const one of below) {
      const shape = schemas.get(one)?.shape
      for (const ref of shape ? refsIn(shape) : []) below.add(ref)
      if (below.size > mostBelow) return true
    }
    return false
  }
  return (id) => {
    const answer = known.get(id) ?? isLarge(id)
    known.set(id, answer)
    return answer
  }
}

function serviceOf({ title }: ApiDocument): string {
  const name = toCamelCase(title.replaceAll(/[^A-Za-z0-9]+/g, '_'))
    .replace(/^\d+/, '')
    .slice(0, 40)
  return name === '' ? 'api' : name
}

function entityMembers(
  { singular, key, parent, relations, parentFields }: Entity,
  rowSchema: string,
): Code[] {
  const members: Code[] = [`singular: ${text(singular)}`, `schema: ${rowSchema}`]
  if (key !== 'id') members.push(['key: ', list([text(key)])])
  members.push(`parent: ${parent === undefined || parentFields.length === 0 ? 'null' : text(parent)}`)
  if (relations.length === 0) return members
  const written = relations.map((relation): Code => {
    const own =
      relation.kind === 'none'
        ? ["kind: 'none'", `field: ${text(relation.field)}`]
        : [
            "kind: 'belongsTo'",
            `target: ${text(relation.target)}`,
            `field: ${text(relation.field)}`,
            `inverse: ${text(relation.inverse)}`,
          ]
    return [`${memberName(relation.name)}: `, object(own, false)]
  })
  return [...members, ['relations: ', object(written)]]
}
