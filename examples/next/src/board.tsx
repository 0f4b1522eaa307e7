'use client'

import { createStore } from '@throughline/collections'
import { type DehydratedStore, hydrate } from '@throughline/collections/hydration'
import { liveQueries } from '@throughline/collections/query'
import { createHooks } from '@throughline/collections/react'
import { feedSync } from '@throughline/collections/sync'
import { createTRPCTransport } from '@throughline/trpc/client'
import { type ReactNode, Suspense, useState } from 'react'
import { boardModel } from './board-model.ts'

const { StoreProvider, useProjects, useSuspenseTasks, usePacedUpdateProject, useCreateTask, useSyncStatus } =
  createHooks(boardModel)

/** A store for this page: on the server one for each request, in the browser the one that goes on from `state`. */
function openStore(state: DehydratedStore | undefined) {
  const transport = createTRPCTransport(boardModel, { url: '/api/trpc' })
  const store = createStore(boardModel, { transport, sync: feedSync(), queries: liveQueries() })
  return state ? hydrate(store, state) : store
}

export function BoardStore({ state, children }: { state?: DehydratedStore; children: ReactNode }) {
  const [store] = useState(() => openStore(state))
  return <StoreProvider store={store}>{children}</StoreProvider>
}

export function Board() {
  const { data, isLoading, error } = useProjects({ orderBy: { due: 'asc' }, limit: 20 })
  if (error) return <p role="alert">{error.message}</p>
  return (
    <main>
      <p id="state">{isLoading ? 'Loading' : `${data.length} projects`}</p>
      {data.map(({ id, name, due }) => (
        <section key={id} aria-label={name}>
          <Name id={id} name={name} />
          <time>{due.toISOString().slice(0, 10)}</time>
          <Suspense fallback={<p>Waiting</p>}>
            <Tasks projectId={id} />
          </Suspense>
        </section>
      ))}
      <Live />
    </main>
  )
}

function Name({ id, name }: { id: string; name: string }) {
  const [update, { flush, error }] = usePacedUpdateProject(id)
  return (
    <input
      aria-label="Name"
      aria-invalid={error !== null}
      defaultValue={name}
      onBlur={flush}
      onChange={(event) => void update({ name: event.target.value }).catch(() => {})}
    />
  )
}

function Tasks({ projectId }: { projectId: string }) {
  const { data } = useSuspenseTasks({ where: { projectId }, orderBy: { title: 'asc' } })
  const [createTask] = useCreateTask()
  const add = (): void =>
    void createTask({ id: crypto.randomUUID(), projectId, title: `Task ${data.length + 1}` }).catch(() => {})
  return (
    <>
      <ul>
        {data.map(({ id, title }) => (
          <li key={id}>{title}</li>
        ))}
      </ul>
      <button type="button" onClick={add}>
        Add
      </button>
    </>
  )
}

function Live() {
  return <p id="live">{useSyncStatus().live}</p>
}
