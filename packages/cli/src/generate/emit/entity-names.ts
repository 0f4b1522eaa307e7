import type { ApiNames } from '../api-names.ts'
import type { Entity } from '../entities/entity.types.ts'
import { capitalized, fileName } from '../names.ts'

/** What the generated code calls an entity and what belongs to it. */
export interface EntityNames {
  readonly entity: Entity
  /** `Orders`, `Order` */
  readonly many: string
  readonly one: string
  readonly row: string
  readonly rowSchema: string
  /** `order` */
  readonly slug: string
  readonly rowFile: string
  readonly restFile: string
  readonly collectionFile: string
  readonly hooksFile: string
}

/** Names each entity's files and types; the names of its hooks were taken when it was found. */
export function nameEntities(
  { names }: Pick<ApiNames, 'names'>,
  entities: readonly Entity[],
): readonly EntityNames[] {
  return entities.map((entity) => {
    const [many, one] = [entity.name, entity.singular].map(capitalized)
    const row = names.claim(`${one ?? ''}Row`, (name) => [name, `${name}Schema`])
    const slug = fileName(entity.name, 'entity')
    return {
      entity,
      many: many ?? '',
      one: one ?? '',
      row,
      rowSchema: `${row}Schema`,
      slug,
      rowFile: `model/${names.file('model', slug)}-row.ts`,
      restFile: `client/rows/${names.file('client/rows', slug)}.ts`,
      collectionFile: `collections/${names.file('collections', slug)}.ts`,
      hooksFile: `entities/${names.file('entities', slug)}.ts`,
    }
  })
}
