export { auditEntry } from './audit-entry.ts'
export { definePolicies } from './define-policies.ts'
export { type MaskKind, maskValue } from './mask-value.ts'
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
