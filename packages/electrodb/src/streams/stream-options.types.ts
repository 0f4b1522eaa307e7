import type { Upgrades } from '../migrate/upgrades.ts'

/** Options of what reads the records of a stream. */
export interface StreamOptions {
  /**
   * Whose rows are wanted, of a table with several tenants. When absent, each change tells its tenant; a layout of one
   * tenant is that tenant's, and one with a table for each wants the tenant.
   */
  readonly tenant?: string
  /** How items of older versions of the model are read: those of the store. */
  readonly upgrades?: Upgrades
}
