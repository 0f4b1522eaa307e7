import { committed, NoDatabase, result, stores } from './database.ts'
import { createEntryCodec, type EntryRecord } from './entry-codec.ts'
import type { RecordContext } from './indexed-load.ts'
import { compareShapes, modelShape } from './model-shape.ts'
import { type FeedRecord, type HeaderRecord, readClient, readFeed, readHeader } from './records.ts'
import { createSeal, type Seal, type Sealed } from './seal.ts'
import { createSegmentCodec } from './segment-codec.ts'
import type { DatabaseSource, StorageOptions } from './storage.types.ts'
import { firstFeed, newClient } from './write-rows.ts'

const proofText = 'throughline'

/** A database that fits the model and the key. */
export interface OpenedDatabase {
  readonly stamp: string
  readonly context: RecordContext
}

/** Makes what is stored fit the model: rows that do not are dropped, the outbox never is. @throws {NoDatabase} `locked` */
export async function fitDatabase(
  database: IDBDatabase,
  { model, encryptionKey }: StorageOptions,
  { IDBKeyRange: keyRange }: DatabaseSource,
): Promise<OpenedDatabase> {
  const seal = encryptionKey && createSeal(encryptionKey)
  const context: RecordContext = {
    model,
    keyRange,
    segments: createSegmentCodec(model, seal),
    entries: createEntryCodec(model, seal),
  }
  const before = database.transaction([stores.meta, stores.client], 'readonly')
  const [known, owner, feed] = await Promise.all([readHeader(before), readClient(before), readFeed(before)])
  await checkKey(known?.proof, seal)
  const shape = modelShape(model)
  // Mostly, all fits: a write would hold up the rows until the disk has it.
  const isFit = known?.shape.hash === shape.hash && (!seal || known.proof)
  if (isFit && owner && feed) return { stamp: owner.stamp, context }
  const isSealing = seal !== undefined && known !== undefined && !known.proof
  const proof = known?.proof ?? (seal && (await seal.close(proofText, 'proof')))
  const entries = isSealing ? await sealEntries(database, context) : []
  // Of a new database there is nothing to lose: the first rows do not wait for the disk.
  const durability = owner ? 'strict' : 'relaxed'
  const transaction = database.transaction(Object.values(stores), 'readwrite', { durability })
  const done = committed(transaction)
  done.catch(() => {})
  const meta = transaction.objectStore(stores.meta)
  const clients = transaction.objectStore(stores.client)
  const [found, current] = await Promise.all([readClient(transaction), readHeader(transaction)])
  const client = found ?? newClient()
  // Another tab may have come first.
  const mustSeal = isSealing && !current?.proof
  const change = mustSeal ? 'other' : current ? compareShapes(current.shape, shape) : 'same'
  // Who wrote rows of the other shape before is the leader no more.
  clients.put(change === 'same' ? client : { ...client, epoch: client.epoch + 1 }, 'client')
  await fitFeed(transaction, change)
  meta.put({ shape, proof: current?.proof ?? proof } satisfies HeaderRecord, 'header')
  if (mustSeal) for (const entry of entries) transaction.objectStore(stores.outbox).put(entry, entry.entry.id)
  await done
  return { stamp: client.stamp, context }
}

async function fitFeed(transaction: IDBTransaction, change: ReturnType<typeof compareShapes>): Promise<void> {
  const meta = transaction.objectStore(stores.meta)
  const known = await readFeed(transaction)
  const feed = known ?? firstFeed
  const unread = { cursor: '', progress: null }
  if (change === 'stale') meta.put({ ...feed, ...unread, isStale: true } satisfies FeedRecord, 'feed')
  else if (change === 'other') {
    transaction.objectStore(stores.rows).clear()
    transaction.objectStore(stores.scopes).clear()
    const { generation, next } = feed
    meta.put({ ...firstFeed, generation: (next ?? generation) + 1 } satisfies FeedRecord, 'feed')
  } else if (!known) meta.put(feed, 'feed')
}

async function checkKey(proof: Sealed | undefined, seal: Seal | undefined): Promise<void> {
  if (!proof) return
  if (!seal) throw new NoDatabase('locked')
  try {
    await seal.open(proof, 'proof')
  } catch (cause) {
    throw new NoDatabase('locked', cause)
  }
}

/** Entries that were stored before there was a key. */
async function sealEntries(database: IDBDatabase, { entries }: RecordContext): Promise<EntryRecord[]> {
  const transaction = database.transaction(stores.outbox, 'readonly')
  // Sound: what is stored there are EntryRecords.
  const records = (await result(transaction.objectStore(stores.outbox).getAll())) as EntryRecord[]
  return Promise.all(
    records.map(async ({ entry, at, revision }) => {
      const encoded = await entries.encode(entry)
      return Object.assign({ at, revision }, encoded)
    }),
  )
}
