export { createFactory } from './factory.ts'
export type {
  EntityFactory,
  Factory,
  FactoryContext,
  FactoryOptions,
  Parents,
  Trait,
  Tree,
  TreeRow,
} from './factory.types.ts'
export { fake } from './fake.ts'
export type {
  Count,
  Counts,
  FakeContext,
  FakeOptions,
  Generators,
  Locale,
  ParentName,
  RootName,
  SharedContext,
} from './fake.types.ts'
export { FakerError, type FakerErrorCode } from './faker-error.ts'
export { type LocaleCode, localeOf } from './locale.ts'
