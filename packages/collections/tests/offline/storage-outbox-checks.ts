import { isWritten, leading, loaded, same, type StorageCheck } from './storage-check.ts'
import { entry, owner, owners } from './storage-model.ts'

/** Edits that wait. */
export const outboxChecks: readonly StorageCheck[] = [
  {
    name: 'keeps entries in the order of the edits, whichever tab made them',
    async run(open) {
      const [one, two] = [await leading(open), await open()]
      await one.write({ outbox: { add: [entry('z'), entry('y')] } })
      const result = await two.write({ outbox: { add: [entry('x')] } })
      await one.write({ outbox: { add: [entry('w')] } })
      if (result.kind !== 'written') throw new Error(`It was ${result.kind}.`)
      same(
        result.added.map(({ id, at, revision }) => [id, at, revision]),
        [['x', 3, 1]],
        'added',
      )
      const { state } = await loaded(await open())
      same(
        state.outbox.map(({ id, at }) => [id, at]),
        [
          ['z', 1],
          ['y', 2],
          ['x', 3],
          ['w', 4],
        ],
        'outbox',
      )
      same(state.outbox[2], { ...entry('x'), at: 3, revision: 1 }, 'entry')
    },
  },
  {
    name: 'never gives a place in the order twice',
    async run(open) {
      const storage = await open()
      await storage.write({ outbox: { add: [entry('a')] } })
      await storage.write({ outbox: { remove: [{ id: 'a', revision: 1 }] } })
      await storage.close()
      const again = await open()
      await again.write({ outbox: { add: [entry('b')] } })
      same(
        (await loaded(again)).state.outbox.map(({ at }) => at),
        [2],
        'place',
      )
    },
  },
  {
    name: 'leaves an entry as it is that is added again',
    async run(open) {
      const storage = await open()
      await storage.write({ outbox: { add: [entry('a')] } })
      await storage.write({ outbox: { add: [entry('a', { attempts: 9 }), entry('b')] } })
      const { outbox } = (await loaded(storage)).state
      same(
        outbox.map(({ id, at, attempts }) => [id, at, attempts]),
        [
          ['a', 1, 0],
          ['b', 2, 0],
        ],
        'outbox',
      )
    },
  },
  {
    name: 'changes and removes what has the revision, and else nothing of the write',
    async run(open) {
      const [one, two] = [await leading(open), await open()]
      await one.write({ outbox: { add: [entry('a'), entry('b')] } })
      const sent = {
        clientId: 'me',
        seq: 1,
        mutation: { op: 'delete', mutationId: 'm', entity: 'owners', key: { id: '1' } },
      } as const
      const change = { ...entry('a', { state: 'sent', sent }), revision: 1 }
      isWritten(
        await one.write({ outbox: { change: [change] }, client: { clientId: 'me', seq: 2 } }),
        'the mark',
      )
      const late = await two.write({
        outbox: {
          add: [entry('c')],
          remove: [
            { id: 'b', revision: 1 },
            { id: 'a', revision: 1 },
          ],
        },
      })
      same(late, { kind: 'refused', reason: 'revision' }, 'late removal')
      const { state } = await loaded(await open())
      same(
        state.outbox,
        [
          { ...change, at: 1, revision: 2 },
          { ...entry('b'), at: 2, revision: 1 },
        ],
        'outbox',
      )
      isWritten(await two.write({ outbox: { remove: [{ id: 'a', revision: 2 }] } }), 'right removal')
    },
  },
  {
    name: 'writes an answer, its row and the end of its entry as one',
    async run(open) {
      const storage = await leading(open)
      await storage.write({ outbox: { add: [entry('a')] } })
      const parts = [owners([owner('1', 2)])]
      await storage.write({ parts, cursor: 'c', outbox: { remove: [{ id: 'a', revision: 7 }] } })
      same((await loaded(storage)).rows, {}, 'rows of a refused write')
      await storage.write({ parts, cursor: 'c', outbox: { remove: [{ id: 'a', revision: 1 }] } })
      const { rows, state } = await loaded(storage)
      same([Object.keys(rows), state.cursor, state.outbox], [['owners 1'], 'c', []], 'what is there')
    },
  },
]
