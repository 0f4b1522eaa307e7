export { fake } from './fake.ts'
export type {
  Count,
  Counts,
  FakeContext,
  FakeOptions,
  Generators,
  ParentName,
  RootName,
  SharedContext,
} from './fake.types.ts'
export { FakerError, type FakerErrorCode } from './faker-error.ts'
