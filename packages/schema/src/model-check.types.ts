import type { EntityDefinitions } from './entity.types.ts'
import type { ParentRelation } from './relation-inference.types.ts'
import type { RelationOptions } from './relation.types.ts'

/** The entities that a relation names and the model does not have. */
type UnknownEntity<TEntities, TOptions> = TOptions extends RelationOptions
  ? Exclude<
      | (TOptions extends { readonly target: infer TTarget } ? TTarget : never)
      | (TOptions extends { readonly through: infer TThrough } ? TThrough : never)
      | (TOptions extends { readonly targets: infer TTargets } ? TTargets[keyof TTargets] : never),
      keyof TEntities
    >
  : never

type RelationProblem<TEntities, TOptions> = {
  [R in keyof TOptions & string]: [UnknownEntity<TEntities, TOptions[R]>] extends [never]
    ? never
    : `The relation "${R}" names the entity "${UnknownEntity<TEntities, TOptions[R]> & string}", which the model does not have.`
}[keyof TOptions & string]

type IsUnion<T, TAll = T> = T extends unknown ? ([TAll] extends [T] ? false : true) : never

type ParentProblem<TEntities extends EntityDefinitions, TName extends keyof TEntities> =
  true extends IsUnion<ParentRelation<TEntities, TName>>
    ? `Several foreign keys could be the parent's: set \`parent\` to "${ParentRelation<TEntities, TName> & string}" or null.`
    : never

type Problem<TEntities extends EntityDefinitions, TName extends keyof TEntities> =
  | RelationProblem<TEntities, TEntities[TName]['relations']>
  | ParentProblem<TEntities, TName>

/** What is wrong with entities that the compiler can see, as a sentence in place of the entity. */
export type CheckedEntities<TEntities extends EntityDefinitions> = {
  readonly [N in keyof TEntities]: [Problem<TEntities, N>] extends [never] ? unknown : Problem<TEntities, N>
}
