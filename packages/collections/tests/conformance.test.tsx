// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react'
import { type CollectionsError, createStore, type Readable } from '@throughline/collections'
import { liveQueries, type QueryStore } from '@throughline/collections/query'
import { createHooks } from '@throughline/collections/react'
import { feedSync } from '@throughline/collections/sync'
import type { Store } from '@throughline/schema'
import { StrictMode } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { closeForeign, openForeign } from './foreign-client.ts'
import { settle } from './library.ts'
import type { Values } from './plain-query.ts'
import { type Happening, type Scenario, scenarios } from './scenarios.ts'
import { createHub, createNetwork } from './sync-server.ts'

interface Result {
  readonly data: unknown
  readonly isLoading: boolean
  readonly error: Error | null
  readonly fetchNextPage?: () => void
}

/** Shows a query's result as it is now, until it is stopped. */
type Runner = (store: QueryStore, scenario: Scenario) => { now(): Result; stop(): void }

/** The methods of a store by names that only the scenarios know. */
interface LooseStore {
  list(...args: unknown[]): Readable<Result>
  row(...args: unknown[]): Readable<Result>
  pages(...args: unknown[]): Readable<Result>
  aggregate(...args: unknown[]): Readable<Result>
  insert(...args: unknown[]): { confirmed: Promise<unknown> }
  update(...args: unknown[]): { confirmed: Promise<unknown> }
  delete(...args: unknown[]): { confirmed: Promise<unknown> }
}

const loose = (store: QueryStore): LooseStore => store
const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

const onCore: Runner = (store, { asked }) => {
  const open = (): Readable<Result> => {
    const any = loose(store)
    if ('list' in asked) return any.list(asked.list, asked.options)
    if ('row' in asked) return any.row(asked.row, asked.key, asked.options)
    if ('pages' in asked) return any.pages(asked.pages, asked.options)
    return any.aggregate(asked.aggregate, asked.options)
  }
  const readable = open()
  // As a framework does it: what was told last is what is shown.
  let shown = readable.get()
  const stop = readable.subscribe(() => void (shown = readable.get()))
  return { now: () => shown, stop }
}

const onReact: Runner = (store, { model, asked }) => {
  const hooks = createHooks(store) as unknown as Record<string, (...args: unknown[]) => Result>
  const singular = (name: string): string => capital(model.entities[name]?.singular ?? '')
  const use = (): Result => {
    const call = (name: string, ...args: unknown[]): Result => {
      const hook = hooks[name]
      if (!hook) throw new TypeError(`There is no hook ${name}.`)
      return hook(...args)
    }
    if ('list' in asked) return call(`use${capital(asked.list)}`, asked.options)
    if ('row' in asked) return call(`use${singular(asked.row)}`, asked.key, asked.options)
    if ('pages' in asked) return call(`use${singular(asked.pages)}Pages`, asked.options)
    return call(`use${singular(asked.aggregate)}Aggregate`, asked.options)
  }
  const { result, unmount } = renderHook(use, { wrapper: StrictMode })
  return { now: () => result.current, stop: unmount }
}

interface Client {
  readonly store: QueryStore
  readonly server: Store
  readonly errors: readonly CollectionsError[]
}

type Opener = (scenario: Scenario) => Promise<Client>

const overReads: Opener = ({ model, rows }) => openForeign(model, rows)

let disposables: QueryStore[] = []

/** Changes of others come by themselves. */
const overFeed: Opener = async ({ model, rows }) => {
  const hub = createHub(model)
  await hub.server.load(rows)
  const errors: CollectionsError[] = []
  const { transport } = createNetwork(hub)
  const onError = (error: CollectionsError): void => void errors.push(error)
  const store = createStore(model, {
    transport,
    sync: feedSync(),
    queries: liveQueries(),
    pollInterval: false,
    onError,
  })
  disposables.push(store)
  return { store, server: hub.server, errors }
}

async function happen(client: Client, happening: Happening, now: () => Result): Promise<void> {
  const store = loose(client.store)
  if (happening === 'next page') now().fetchNextPage?.()
  else if ('insert' in happening) await store.insert(happening.insert, happening.values).confirmed
  else if ('update' in happening)
    await store.update(happening.update, happening.key, happening.changes).confirmed
  else if ('delete' in happening) await store.delete(happening.delete, happening.key).confirmed
  else {
    const mutation = { op: 'update' as const, mutationId: crypto.randomUUID(), entity: happening.remote }
    const key = happening.key as Record<string, string>
    const [outcome] = await client.server.push([{ ...mutation, key, changes: happening.changes }])
    expect(outcome?.status).toBe('applied')
    await client.store.refresh()
  }
  await settle()
}

function shownOf({ fields }: Scenario, data: unknown): unknown {
  if (!fields) return data
  const ofRow = (row: Values): unknown[] =>
    fields.map((path) =>
      path.split('.').reduce<unknown>((value, field) => {
        if (Array.isArray(value)) return value.map((one: Values) => one[field])
        return (value as Values | undefined)?.[field]
      }, row),
    )
  if (Array.isArray(data)) return data.map(ofRow)
  return data === undefined ? undefined : ofRow(data as Values)
}

afterEach(() => {
  cleanup()
  closeForeign()
  for (const store of disposables) store.dispose()
  disposables = []
})

describe.each([
  ['the core', onCore, overReads],
  ['React', onReact, overReads],
  ['the core over a feed', onCore, overFeed],
  ['React over a feed', onReact, overFeed],
])('on %s', (_, run, open) => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (__, scenario) => {
    const client = await open(scenario)
    const shown = run(client.store, scenario)
    expect(shown.now().isLoading).toBe(true)
    await act(() => settle(10))
    expect(shown.now()).toMatchObject({ isLoading: false, error: null })
    expect(shownOf(scenario, shown.now().data)).toEqual(scenario.shows)
    for (const [happening, shows] of scenario.steps) {
      await act(() => happen(client, happening, shown.now))
      expect(shownOf(scenario, shown.now().data)).toEqual(shows)
      expect(client.errors).toEqual([])
    }
    const { now } = shown
    const last = now()
    await act(() => client.store.refresh())
    expect(now()).toBe(last)
    shown.stop()
  })
})
