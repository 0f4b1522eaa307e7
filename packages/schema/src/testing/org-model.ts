import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'

/** A company's org chart: units within units, employees with a manager and a mentor, projects they work on. */
export const orgModel = defineModel({
  service: 'org',
  entities: {
    companies: defineEntity({ schema: z.object({ id: z.uuid(), name: z.string().min(1) }) }),
    units: defineEntity({
      relations: {
        above: { kind: 'belongsTo', target: 'units', field: 'parentUnitId', inverse: 'below' },
      },
      schema: z.object({
        id: z.uuid(),
        companyId: z.uuid(),
        parentUnitId: z.uuid().nullable(),
        name: z.string().min(1),
      }),
    }),
    people: defineEntity({
      parent: 'company',
      relations: {
        manager: { kind: 'belongsTo', target: 'people', field: 'managerId', inverse: 'reports' },
        mentor: { kind: 'belongsTo', target: 'people', field: 'mentorId', inverse: false },
        projects: { kind: 'manyToMany', target: 'projects', through: 'assignments', inverse: 'members' },
      },
      schema: z.object({
        id: z.uuid(),
        companyId: z.uuid(),
        unitId: z.uuid(),
        managerId: z.uuid().nullable(),
        mentorId: z.uuid().optional(),
        name: z.string().min(1),
        title: z.string().min(1),
        skills: z.set(z.string().min(1)),
      }),
    }),
    projects: defineEntity({
      schema: z.object({ id: z.uuid(), companyId: z.uuid(), name: z.string().min(1) }),
    }),
    assignments: defineEntity({
      key: ['personId', 'projectId'],
      parent: 'person',
      schema: z.object({
        companyId: z.uuid(),
        personId: z.uuid(),
        projectId: z.uuid(),
        share: z.number().gt(0).max(1),
      }),
    }),
  },
})
