import type { LayoutOptions, TableLayout, Upgrades } from '@throughline/electrodb'
import type { FakeOptions } from '@throughline/faker'
import type { AnyModel, EntityRow } from '@throughline/schema'
import type { ModelRenames } from '@throughline/schema/data'

/** What is asked of a seed's own rows. */
export interface SeedRequest {
  /** Rows of each root; as `--count` says it. */
  readonly count: number
  /** As `--seed` says it. */
  readonly seed: number
}

/** How `throughline seed` makes rows. */
export interface SeedConfig<TModel extends AnyModel = AnyModel> extends Partial<
  Omit<FakeOptions<TModel>, 'seed'>
> {
  /** An integer; 1 when absent. */
  readonly seed?: number
  /** Rows of one's own making instead of `fake`'s. */
  readonly rows?: (request: SeedRequest) => AsyncIterable<EntityRow<TModel>> | Iterable<EntityRow<TModel>>
}

/** What `throughline.config.ts` says: the model, its table, and how commands work with them. */
export interface Config<TModel extends AnyModel = AnyModel> {
  readonly model: TModel
  /** Options of `tableLayout`, or the layout that the application uses itself. */
  readonly table?: LayoutOptions | TableLayout
  /** As the store is given them. */
  readonly upgrades?: Upgrades
  /** What was renamed since the table was last migrated. */
  readonly renames?: ModelRenames
  /** Address of DynamoDB, where neither `--endpoint`, `--local` nor the environment names one; AWS when absent. */
  readonly endpoint?: string
  /** AWS region; that of the environment when absent. */
  readonly region?: string
  /** The DynamoDB Local that `throughline dev` starts, and that `--local` means. */
  readonly local?: {
    /** 8000 when absent. */
    readonly port?: number
    /** Folder that keeps its data; `.dynamodb` beside the configuration when absent. */
    readonly dataDir?: string
  }
  readonly seed?: SeedConfig<TModel>
}

/** Types a configuration: `export default defineConfig({ model })`. */
export function defineConfig<TModel extends AnyModel>(config: Config<TModel>): Config<TModel> {
  return config
}
