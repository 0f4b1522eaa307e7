import { isWritten, leading, loaded, same, type StorageCheck, versions } from './storage-check.ts'
import { entry, owner, owners } from './storage-model.ts'

/** Who may write, and reading anew. */
export const leaderChecks: readonly StorageCheck[] = [
  {
    name: 'lets the last leader alone write more than the outbox',
    async run(open) {
      const [one, two] = [await open(), await open()]
      const refused = { kind: 'refused', reason: 'not-leader' }
      const parts = [owners([owner('1')])]
      same(await one.write({ parts }), refused, 'before anyone leads')
      await one.lead()
      isWritten(await one.write({ parts, cursor: 'c' }), 'the leader')
      same(await two.write({ cursor: 'x' }), refused, 'the other')
      const state = await two.lead()
      same(state.cursor, 'c', 'what the new leader finds')
      for (const write of [
        { parts },
        { cursor: 'x' },
        { client: { clientId: 'x', seq: 1 } },
        { scopes: [] },
      ]) {
        same(await one.write(write), refused, `the old leader: ${JSON.stringify(write)}`)
      }
      isWritten(await one.write({ outbox: { add: [entry('a')] } }), 'entries of the old leader')
      isWritten(await two.write({ cursor: 'd' }), 'the new leader')
    },
  },
  {
    name: 'reads everything anew beside what is shown, until it is whole',
    async run(open) {
      const storage = await leading(open)
      const pets = { entity: 'pets', parentKey: undefined }
      await storage.write({
        parts: [owners([owner('old', 9), owner('both', 9)])],
        cursor: 'c',
        scopes: [pets],
      })
      await storage.write({ anew: 'begin' })
      await storage.write({ anew: 'part', parts: [owners([owner('both', 1), owner('new', 1)])] })
      await storage.write({ parts: [owners([owner('mine', 2)])] })
      const meanwhile = await loaded(await open())
      same(
        versions(meanwhile.rows),
        { 'owners both': 9, 'owners mine': 2, 'owners old': 9 },
        'shown meanwhile',
      )
      const scopes = [{ entity: 'owners', parentKey: undefined }]
      await storage.write({ anew: 'end', cursor: 'd', scopes })
      const { rows, state } = await loaded(await open())
      same(versions(rows), { 'owners both': 1, 'owners mine': 2, 'owners new': 1 }, 'shown then')
      same([state.cursor, state.scopes, state.isStale], ['d', scopes, false], 'state')
    },
  },
  {
    name: 'drops what another leader had begun to read anew',
    async run(open) {
      const one = await leading(open)
      await one.write({ parts: [owners([owner('1')])], cursor: 'c' })
      await one.write({ anew: 'begin' })
      await one.write({ anew: 'part', parts: [owners([owner('x')])] })
      const two = await leading(open)
      same(Object.keys((await loaded(two)).rows), ['owners 1'], 'rows')
      await two.write({ anew: 'begin' })
      await two.write({ anew: 'part', parts: [owners([owner('2')])] })
      await two.write({ anew: 'end', cursor: 'd' })
      same(Object.keys((await loaded(two)).rows), ['owners 2'], 'rows of the second')
    },
  },
]

/** Signing out, and closing. */
export const endChecks: readonly StorageCheck[] = [
  {
    name: 'forgets all when it is cleared, and takes nothing more of that user',
    async run(open) {
      const [one, two] = [await leading(open), await open()]
      const scopes = [{ entity: 'pets', parentKey: '1' }]
      await one.write({ parts: [owners([owner('1')])], cursor: 'c', scopes, outbox: { add: [entry('a')] } })
      const { clientId } = (await loaded(one)).state.client
      await two.clear()
      same((await two.write({ outbox: { add: [entry('b')] } })).kind, 'refused', 'who cleared')
      same(
        await one.write({ outbox: { add: [entry('c')] } }),
        { kind: 'refused', reason: 'cleared' },
        'another tab',
      )
      const cleared = { kind: 'closed', reason: 'cleared' }
      same([one.status(), two.status()], [cleared, cleared], 'status')
      const { state, rows } = await loaded(await open())
      same([rows, state.outbox, state.cursor, state.scopes], [{}, [], '', []], 'what is left')
      same(state.client.clientId === clientId, false, 'the same client')
    },
  },
  {
    name: 'takes nothing once it is closed',
    async run(open) {
      const storage = await leading(open)
      const told: string[] = []
      storage.subscribe(() => void told.push(storage.status().kind))
      await storage.close()
      same(await storage.write({ cursor: 'c' }), { kind: 'refused', reason: 'closed' }, 'the write')
      same(told, ['closed'], 'told')
    },
  },
]
