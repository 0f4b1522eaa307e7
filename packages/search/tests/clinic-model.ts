import { type SearchIndex, createSearchIndex } from '@throughline/search'
import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import * as z from 'zod'

const found = { searchable: true }

/** Patients with visits, and notes below those: three levels, lists, dates, numbers, enums and a secret. */
export const clinicModel = defineModel({
  service: 'clinic',
  entities: {
    patients: defineEntity({
      schema: z.object({
        id: z.string(),
        name: z.string().register(fieldMeta, { searchable: { weight: 4 } }),
        iban: z
          .string()
          .optional()
          .register(fieldMeta, { sensitive: { mask: 'iban' } }),
        plan: z
          .enum(['basic', 'full'])
          .optional()
          .register(fieldMeta, { sensitive: { mask: 'all' } }),
      }),
    }),
    visits: defineEntity({
      key: ['patientId', 'number'],
      parent: 'patient',
      schema: z.object({
        patientId: z.string(),
        number: z.int(),
        city: z
          .string()
          .optional()
          .register(fieldMeta, { searchable: { weight: 2 } }),
        kind: z
          .enum(['home', 'office'])
          .optional()
          .register(fieldMeta, { valueLabels: { office: 'Practice' } }),
        day: z.date().optional().register(fieldMeta, found),
        tags: z
          .array(z.string())
          .optional()
          .register(fieldMeta, { ...found, label: 'Keywords' }),
        price: z.number().optional().register(fieldMeta, found),
      }),
    }),
    notes: defineEntity({
      parent: 'visit',
      relations: { visit: { kind: 'belongsTo', target: 'visits', field: ['patientId', 'visitNumber'] } },
      schema: z.object({
        id: z.string(),
        patientId: z.string(),
        visitNumber: z.int(),
        text: z.string().register(fieldMeta, found),
      }),
    }),
  },
})

export const patient = (id: string, name: string, more: { iban?: string; plan?: 'basic' } = {}) =>
  ({ entity: 'patients', row: { id, name, ...more } }) as const

type Visit = { city?: string; kind?: 'home' | 'office'; day?: Date; tags?: string[]; price?: number }

export const visit = (patientId: string, number: number, row: Visit) =>
  ({ entity: 'visits', row: { patientId, number, ...row } }) as const

export const note = (id: string, patientId: string, visitNumber: number, text: string) =>
  ({ entity: 'notes', row: { id, patientId, visitNumber, text } }) as const

/** Two patients, with visits and notes. */
export const clinic = [
  patient('1', 'Ada Müller'),
  visit('1', 1, { city: 'Berlin', kind: 'home', tags: ['check up', 'urgent'] }),
  visit('1', 2, { city: 'Bonn', kind: 'office', day: new Date('2026-03-05'), price: 125.5 }),
  note('n1', '1', 2, 'Came from New York with a broken arm'),
  patient('2', 'Bob Müller'),
  visit('2', 1, { city: 'Berlin', kind: 'office' }),
  note('n2', '2', 1, 'York is new to him'),
]

/** An index of pages of rows. */
export function indexOf(
  ...pages: Parameters<SearchIndex<typeof clinicModel>['put']>[0][]
): SearchIndex<typeof clinicModel> {
  const index = createSearchIndex(clinicModel)
  for (const page of pages) index.put(page)
  return index
}
