import { describe, expectTypeOf, it } from 'vitest'
import { blogModel } from '../testing/blog-model.ts'
import { diffModels } from './diff-models.ts'
import type { ChangeSafety, ModelChange } from './diff-models.types.ts'
import { erDiagram } from './er-diagram.ts'
import { toJSONSchema } from './json-schema.ts'
import { modelHash } from './model-hash.ts'
import type { FieldJSON, ModelJSON } from './model-json.types.ts'
import { modelToJSON } from './model-to-json.ts'
import { parseModelJSON } from './parse-model-json.ts'

describe('the types of a model as data', () => {
  it('takes a model or its JSON', () => {
    expectTypeOf(modelToJSON(blogModel)).toEqualTypeOf<ModelJSON>()
    expectTypeOf(parseModelJSON(null)).toEqualTypeOf<ModelJSON>()
    expectTypeOf(diffModels(modelToJSON(blogModel), blogModel)).toEqualTypeOf<ModelChange[]>()
    expectTypeOf(erDiagram(blogModel)).toEqualTypeOf<string>()
    expectTypeOf(modelHash(modelToJSON(blogModel))).resolves.toEqualTypeOf<string>()
    // @ts-expect-error -- what was read from a file is checked first
    diffModels(JSON.parse('{}') as unknown, blogModel)
  })

  it('knows the entities of the model and the variants', () => {
    toJSONSchema(blogModel, 'posts', { variant: 'insert' })
    // @ts-expect-error -- no such entity
    toJSONSchema(blogModel, 'users')
    // @ts-expect-error -- no such variant
    toJSONSchema(blogModel, 'posts', { variant: 'rows' })
  })

  it('tells what a change asks for', () => {
    expectTypeOf<ModelChange['safety']>().toEqualTypeOf<ChangeSafety>()
    expectTypeOf<FieldJSON['element']>().toEqualTypeOf<FieldJSON | undefined>()
    expectTypeOf<FieldJSON>().not.toHaveProperty('resolve')
  })
})
