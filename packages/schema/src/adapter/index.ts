export { abortedError, checkedLimit, throwIfAborted } from '../call-options.ts'
export { type JsonCodec, jsonCodec } from '../json-codec.ts'
export { keyOf, keyString, parentKeyOf } from '../key.ts'
export { outputSide } from '../output-side.ts'
export {
  entityOf,
  importRow,
  parentMissing,
  planWrite,
  rejected,
  storedRow,
  toFieldIssues,
  type WritePlan,
  type WriteTarget,
  writeTarget,
} from '../plan-write.ts'
export { isPlainObject } from '../tagged-json.ts'
export { type FieldSide, mayBeUndefined, someDescription } from '../walk-description.ts'
export { writtenValues } from '../written-values.ts'
export { keySchemaOf } from '../variants.ts'
