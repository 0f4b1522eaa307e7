export { openStore } from './open-store.ts'
export type {
  ConditionInput,
  EntityPolicy,
  FieldOperation,
  FieldPolicy,
  Grant,
  GuardedStore,
  Operation,
  Policies,
  PolicyMatrix,
  PolicyOptions,
  Principal,
  RowCondition,
  Rule,
} from './policy.types.ts'
