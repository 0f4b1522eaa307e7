export { canonicalText } from '../memory/plain-data.ts'
export { abortedError, checkedLimit, throwIfAborted } from '../call-options.ts'
export { compareText, compareValues } from '../compare-values.ts'
export { type JsonCodec, jsonCodec } from '../json-codec.ts'
export { keyOf, keyString, parentKeyOf } from '../key.ts'
export { operatorsOf } from '../field-operands.ts'
export { foldText } from '../fold-text.ts'
export { matches } from '../matches.ts'
export { outputSide } from '../output-side.ts'
export { mostSearchRoots } from '../search-limit.ts'
export {
  attachmentRefused,
  entityOf,
  importRow,
  parentMissing,
  planWrite,
  refusedBy,
  rejected,
  storedRow,
  toFieldIssues,
  type WritePlan,
  type WriteTarget,
  writeTarget,
} from '../plan-write.ts'
export { checkedSource, sequenceGap, sequenceUsed } from '../push-source.ts'
export { type Refusal, refusalError } from '../refusal-error.ts'
export { planGet, planQuery, planRead, planText, selectFields } from '../read-plan.ts'
export type {
  ConditionOperator,
  FieldCondition,
  FieldOrder,
  QueryPlan,
  ReadPlan,
  ReadRequest,
} from '../read-plan.types.ts'
export { isPlainObject } from '../tagged-json.ts'
export { type FieldSide, mayBeUndefined, someDescription } from '../walk-description.ts'
export { writtenValues } from '../written-values.ts'
export { fillDefaults, keySchemaOf } from '../variants.ts'
