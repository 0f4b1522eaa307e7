import { createStore } from '@throughline/collections'
import { type DehydratedStore, dehydrate, hydrate } from '@throughline/collections/hydration'
import { pacedUpdate } from '@throughline/collections/paced'
import { polling } from '@throughline/collections/polling'
import { liveQueries } from '@throughline/collections/query'
import { createHooks, useUndo } from '@throughline/collections/react'
import { createUndo } from '@throughline/collections/undo'
import { defineEntity, defineModel, type Transport } from '@throughline/schema'
import { expectTypeOf } from 'vitest'
import * as z from 'zod'

const model = defineModel({
  service: 'notes',
  entities: {
    notes: defineEntity({ singular: 'note', schema: z.object({ id: z.string(), text: z.string() }) }),
  },
})
declare const transport: Transport<typeof model>
const store = createStore(model, { transport, sync: polling(), queries: liveQueries() })

const paced = pacedUpdate(store, 'notes', 'a', { wait: 100 })
expectTypeOf(paced.update({ text: 'x' }).row.text).toBeString()
// @ts-expect-error -- no field of a note
paced.update({ title: 'x' })
// @ts-expect-error -- no entity of the model
pacedUpdate(store, 'note', 'a')

const history = createUndo(store, { label: ([first]) => (first?.entity satisfies 'notes' | undefined) ?? '' })
expectTypeOf(history.get().undo?.writes[0]?.entity).toEqualTypeOf<'notes' | undefined>()

const { usePacedUpdateNote } = createHooks(store)
export function useTypes(): void {
  expectTypeOf(useUndo(history).canUndo).toBeBoolean()
  const [update, { flush }] = usePacedUpdateNote('a', { strategy: 'throttle' })
  expectTypeOf(update({ text: 'x' })).resolves.toEqualTypeOf<{ id: string; text: string }>()
  expectTypeOf(flush).returns.toBeVoid()
  // @ts-expect-error -- no field of a note
  void update({ title: 'x' })
}

// What it is given, it returns.
expectTypeOf(hydrate(store, dehydrate(store))).toEqualTypeOf(store)
expectTypeOf(dehydrate(store)).toEqualTypeOf<DehydratedStore>()
