import path from 'node:path'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import {
  createDynamoClient,
  createDynamoStore,
  isOnAws,
  placeOf,
  tableLayout,
  type TableLayout,
  tenantLayout,
} from '@throughline/electrodb'
import type { AnyModel, SyncStore } from '@throughline/schema'
import { CliError } from '../cli-error.ts'
import type { Config } from '../config.ts'
import { loadConfig } from './load-config.ts'

/** The flags of every command that say where it works. */
export interface PlaceFlags {
  readonly config?: string
  readonly endpoint?: string
  readonly region?: string
  readonly local?: boolean
  readonly table?: string
  readonly tenant?: string
}

/** The model of this folder, and its table. */
export interface Project {
  readonly file: string
  readonly folder: string
  readonly config: Config
  readonly model: AnyModel
  /** For all tenants. */
  readonly layout: TableLayout
  /** Of `--tenant`. */
  readonly tenant: string | undefined
  readonly local: { readonly port: number; readonly dataDir: string }
}

/** A project with the way to its table. */
export interface Connected extends Project {
  readonly client: DynamoDBDocumentClient
  /** Of the tenant's table, where each has one; for all tenants otherwise. */
  readonly layout: TableLayout
  /** For all tenants. */
  readonly sharedLayout: TableLayout
  /** Name of the table and where it is, for people. */
  readonly place: string
  readonly isAws: boolean
}

/** Milliseconds that a place in an export can be gone on from. */
const cursorTtl = 30 * 86_400_000

/** Reads the configuration. @throws {CliError} `config` where it is missing or wrong. */
export async function openProject(flags: PlaceFlags): Promise<Project> {
  const { file, folder, config } = await loadConfig(flags.config)
  const { port = 8000, dataDir = '.dynamodb' } = config.local ?? {}
  return {
    file,
    folder,
    config,
    model: config.model,
    layout: layoutOf(config, flags.table),
    tenant: flags.tenant,
    local: { port, dataDir: path.resolve(folder, dataDir) },
  }
}

function layoutOf({ model, table = {} }: Config, tableName: string | undefined): TableLayout {
  const named = tableName === undefined ? {} : { tableName }
  try {
    return 'entities' in table ? { ...table, ...named } : tableLayout(model, { ...table, ...named })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new CliError('config', message, 'Correct the model, or `table` in the configuration.', {
      cause: error,
    })
  }
}

/** The same project with a client; nothing is sent yet. */
export async function connect(flags: PlaceFlags, project?: Project): Promise<Connected> {
  const opened = project ?? (await openProject(flags))
  const client = await clientOf(flags, opened)
  const layout = opened.layout.tenancy === 'table' ? tenantOf(opened) : opened.layout
  const { endpoint = '' } = await placeOf(client, layout.tableName)
  return {
    ...opened,
    client,
    layout,
    sharedLayout: opened.layout,
    place: `"${layout.tableName}" at ${endpoint}`,
    isAws: await isOnAws({ client }),
  }
}

async function clientOf(flags: PlaceFlags, { config, local }: Project): Promise<DynamoDBDocumentClient> {
  const { endpoint = flags.local ? `http://127.0.0.1:${local.port}` : undefined } = flags
  const region = flags.region ?? config.region
  const place = region === undefined ? {} : { region }
  const client = createDynamoClient({ ...place, ...(endpoint !== undefined && { endpoint }) })
  // The environment names an endpoint before the configuration does.
  if (endpoint !== undefined || config.endpoint === undefined || !(await isOnAws({ client }))) return client
  client.destroy()
  return createDynamoClient({ ...place, endpoint: config.endpoint })
}

/** The layout of the tenant where there are tenants. @throws {CliError} `usage` where it is missing, or not wanted. */
export function tenantOf({ layout, tenant }: Pick<Project, 'layout' | 'tenant'>): TableLayout {
  checkTenant(layout, tenant)
  return tenantLayout(layout, tenant)
}

function checkTenant({ tableName, tenancy }: TableLayout, tenant: string | undefined): void {
  if (tenancy !== undefined && tenant === undefined) {
    throw new CliError('usage', `The table "${tableName}" has tenants.`, 'Name one: --tenant <name>')
  }
  if (tenancy === undefined && tenant !== undefined) {
    throw new CliError('usage', `The table "${tableName}" has no tenants.`, 'Leave out --tenant.')
  }
}

/** The store of a project's table, of its tenant. */
export function storeOf({ model, client, config, sharedLayout: layout, tenant }: Connected): SyncStore {
  checkTenant(layout, tenant)
  const { upgrades } = config
  return createDynamoStore(model, {
    client,
    layout,
    cursorTtl,
    ...(tenant !== undefined && { tenant }),
    ...(upgrades && { upgrades }),
  })
}
