import { bench, describe } from 'vitest'
import { createReplica } from '../testing/replica.ts'
import { contractModel } from '../testing/contract-model.ts'
import { memoryStore } from './memory-store.ts'
import { copyOf } from './plain-data.ts'

const once = { iterations: 1, warmupIterations: 0, time: 0, warmupTime: 0 }
const sample = {
  id: 'card-1',
  boardId: 'board-1',
  title: 'A card of some length',
  points: 3,
  note: 'A note',
  tags: ['a', 'b'],
  due: new Date(0),
  place: { x: 1, y: 2 },
}

/** 10,000 boards with 9 cards each. */
function* rows() {
  const createdAt = '2026-01-01T00:00:00.000Z'
  for (let index = 0; index < 10_000; index += 1) {
    const boardId = `board-${index}`
    yield {
      entity: 'boards' as const,
      row: { id: boardId, title: 'A board', color: 'red' as const, createdAt },
    }
    for (let card = 0; card < 9; card += 1) {
      yield { entity: 'cards' as const, row: { ...sample, id: `card-${card}`, boardId } }
    }
  }
}

const loaded = memoryStore(contractModel)
await loaded.load(rows())
let next = 0

describe('memoryStore of 100,000 rows', () => {
  bench('load all', async () => void (await memoryStore(contractModel).load(rows())), once)
  bench(
    'load all, without the store: the check of each row',
    () => {
      const { boards, cards } = contractModel.entities
      for (const { entity, row } of rows()) {
        if (entity === 'boards') boards.variants.row.parse(row)
        else cards.variants.row.parse(row)
      }
    },
    once,
  )
  bench(
    'snapshot all into a client, 1,000 rows a page',
    async () => createReplica(loaded).begin({ limit: 1000 }),
    once,
  )
  bench('list a page of 100', async () => void (await loaded.list('cards')))
  bench('query the 9 cards of a board', async () => {
    await loaded.query('cards', { where: { boardId: `board-${(next += 1) % 10_000}` } })
  })
  bench('push an update with a source', async () => {
    next += 1
    await loaded.push(
      [
        {
          op: 'update',
          mutationId: String(next),
          entity: 'cards',
          key: { boardId: `board-${next % 10_000}`, id: 'card-1' },
          changes: { points: next },
        },
      ],
      { clientId: `client-${next}`, seq: 1 },
    )
  })
})

describe('copy of a row', () => {
  bench('copyOf', () => void copyOf(sample))
  bench('structuredClone', () => void structuredClone(sample))
})
