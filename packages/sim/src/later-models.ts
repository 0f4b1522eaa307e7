import { type AnyModel, defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { type SyncModel, syncModel } from '@throughline/schema/testing'
import * as z from 'zod'

const known = syncModel.entities

const teamsWith = <TShape extends z.core.$ZodLooseShape>(more: TShape) =>
  defineEntity({
    schema: z.object({
      ...known.teams.schema.shape,
      slug: z.string().nullable().default(null).register(fieldMeta, { unique: true }),
      ...more,
    }),
  })
const service = 'teams'
const projects = defineEntity({ key: ['teamId', 'number'], schema: known.projects.schema })
const tasks = defineEntity({
  parent: 'project',
  relations: { project: { kind: 'belongsTo', target: 'projects', field: ['teamId', 'projectNumber'] } },
  schema: known.tasks.schema,
})

// Sound: what the simulation uses of them is the same, and servers give no more.
const asFirst = (model: AnyModel): SyncModel => model as unknown as SyncModel

/**
 * The model as a client's next version has it, while servers have the first: `more` has a field that rows may do without, of
 * `other` what is stored does not fit.
 */
export const laterModels: Readonly<Record<'more' | 'other', SyncModel>> = {
  more: asFirst(
    defineModel({
      service,
      entities: { teams: teamsWith({ motto: z.string().optional() }), projects, tasks },
    }),
  ),
  other: asFirst(
    defineModel({
      service,
      entities: { teams: teamsWith({ name: z.union([z.string().min(1), z.null()]) }), projects, tasks },
    }),
  ),
}
