import { checkKeys, checkManaged, checkMetadata, checkNames, checkPrefixes } from './check-model.ts'
import type { EntityDefinitions } from './entity.types.ts'
import { draftEntities, type EntityDraft, type ModelDraft, type Report } from './entity-draft.ts'
import { type FieldSpec, toFieldSpec } from './field-spec.ts'
import { findParents, type Parent, pathOf } from './find-parents.ts'
import { findOwnRelations, type OwnRelation } from './find-relations.ts'
import { gatherRelations, type NamedRelations } from './gather-relations.ts'
import { ModelError, type ModelProblem } from './model-error.ts'
import type { CheckedEntities } from './model-check.types.ts'
import type { AnyModelEntity, Model } from './model.types.ts'
import { toConstantCase } from './naming.ts'
import { declaredManagedFields, deriveVariants } from './variants.ts'

/** What `defineModel` takes. */
export interface ModelOptions<TEntities extends EntityDefinitions> {
  /** Name of the service: of the table and the ElectroDB service, unless said otherwise. */
  service: string
  /** The entities by their plural names. */
  entities: TEntities & CheckedEntities<TEntities>
}

/**
 * Checks entities as one model and derives what every layer needs: fields, relations, parents, key prefixes, variants.
 *
 * @throws {ModelError} with every problem of the model at once, each with entity, field and what to do.
 */
export function defineModel<const TEntities extends EntityDefinitions>(
  options: ModelOptions<TEntities>,
): Model<TEntities> {
  const { service, entities: definitions } = options
  const problems: ModelProblem[] = []
  const report: Report = (code, entity, message, field) => {
    problems.push({ code, entity, ...(field !== undefined && { field }), message })
    return false
  }

  const draft = draftEntities(definitions, report)
  checkNames(draft, report)
  for (const entity of draft.values()) {
    checkKeys(entity, report)
    checkManaged(entity, report)
    checkMetadata(entity, report)
  }
  const own = findOwnRelations(draft, report)
  const relations = gatherRelations(draft, own, report)
  const parents = findParents(draft, own, report)

  const entities = [...draft.values()].map((entity) =>
    toModelEntity(entity, { draft, own, relations, parents }),
  )
  checkPrefixes(entities, report)
  if (problems.length > 0) throw new ModelError(service, problems)

  // Sound: each entity is resolved from the definition of the same name; `relation-inference.types.ts` states the same rules.
  return {
    service,
    entities: Object.fromEntries(entities.map((entity) => [entity.name, entity])),
    names: entities.map(({ name }) => name),
  } as unknown as Model<TEntities>
}

interface Resolved {
  readonly draft: ModelDraft
  readonly own: readonly OwnRelation[]
  readonly relations: ReadonlyMap<string, NamedRelations>
  readonly parents: ReadonlyMap<string, Parent>
}

function toModelEntity(draft: EntityDraft, resolved: Resolved): AnyModelEntity {
  const { name, singular, definition } = draft
  const { schema, key } = definition
  const parent = resolved.parents.get(name)
  const parentFields = parent?.fields ?? []
  const path = pathOf(parentFields, key)
  const children = [...resolved.parents].filter(([, { entity }]) => entity === name)
  return {
    name,
    singular,
    schema,
    key,
    path,
    keyPrefix: definition.keyPrefix ?? toConstantCase(singular),
    ...(parent && { parent: parent.entity }),
    parentFields,
    children: children.map(([child]) => child),
    relations: resolved.relations.get(name) ?? {},
    fields: toFieldSpecs(draft, resolved.own),
    managed: declaredManagedFields(schema),
    load: definition.load ?? (parent ? 'on-demand' : 'eager'),
    variants: deriveVariants({ schema, path }),
  }
}

function toFieldSpecs(
  { name: entity, definition, fields }: EntityDraft,
  own: readonly OwnRelation[],
): FieldSpec[] {
  return [...fields].map(([name, description]) => {
    const references = referenceOf(entity, name, own)
    const key = definition.key.includes(name)
    return toFieldSpec(name, description, { key, ...(references !== undefined && { references }) })
  })
}

/** The entity that a field points to: of several relations that it is part of, by the one that it makes alone. */
function referenceOf(entity: string, field: string, own: readonly OwnRelation[]): string | undefined {
  const targets = own.flatMap(({ entity: of, relation }) =>
    of === entity && relation.kind === 'belongsTo' && relation.fields.includes(field) ? [relation] : [],
  )
  return (targets.find(({ fields }) => fields.length === 1) ?? targets[0])?.target
}
