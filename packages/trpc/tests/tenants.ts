import { uuid } from './library-model.ts'

export type Tenant = 'a' | 'b'

/** Ids of each tenant's rows; the other tenant's are what a forger would guess. */
export const tenantIds = { a: [uuid(1), uuid(2), uuid(3)], b: [uuid(101), uuid(102), uuid(103)] } as const

/** One request, as it is sent. */
export interface Shot {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}
