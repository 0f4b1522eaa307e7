import { copyDisk, emptyDisk, mountDisk } from './disk.ts'
import { type Gate, openGate } from './gate.ts'
import type { Backend, Client, Entity, Library, Row, Write } from './library.types.ts'
import { pause, until } from './wait.ts'

/** A tab, and its own network. */
export interface Session {
  readonly client: Client
  setOnline(isOnline: boolean): void
  close(): Promise<void>
}

/** One server, one device, and the tabs on it. */
export interface World {
  readonly library: Library
  readonly backend: Backend
  readonly gate: Gate
  /** A tab on the disk as it is; online, it waits until it shows what the server has. */
  open(isOnline: boolean): Promise<Session>
  /** The process ends at this moment; the next tab finds the disk as it was. */
  kill(session: Session): Promise<void>
  /** Waits as long as the library needs to store what was edited. */
  settle(): Promise<void>
  /** Writes since the rows that were there at first. */
  log(): Promise<readonly Write[]>
  close(): Promise<void>
}

export const itemCount = 10
export const listCount = 3

export async function createWorld(library: Library): Promise<World> {
  const backend = library.createBackend()
  await seed(backend)
  const from = (await backend.log()).length
  const gate = await openGate(backend.handle)
  const sessions: Session[] = []
  let disk = emptyDisk()
  mountDisk(disk)
  return {
    library,
    backend,
    gate,
    async open(isOnline) {
      const number = sessions.length + 1
      gate.setOnline(number, isOnline)
      const client = await library.open({ origin: gate.origin(number), isOnline })
      const session: Session = {
        client,
        setOnline(next) {
          gate.setOnline(number, next)
          client.network(next)
        },
        close: () => client.close(),
      }
      sessions.push(session)
      if (isOnline && library.hasServer && !(await until(() => isLoaded(client)))) {
        throw new Error(`${library.name} does not show what the server has.`)
      }
      return session
    },
    async kill(session) {
      const next = await copyDisk(disk)
      session.setOnline(false)
      await Promise.race([session.close().catch(() => {}), pause(1_000)])
      disk = next
      mountDisk(disk)
    },
    settle: () => pause(library.settling),
    log: async () => (await backend.log()).slice(from),
    async close() {
      for (const session of sessions) await Promise.race([session.close().catch(() => {}), pause(1_000)])
      await gate.close()
    },
  }
}

async function seed(backend: Backend): Promise<void> {
  for (let index = 0; index < listCount; index += 1) {
    await backend.write('lists', { id: `l${index}`, name: `List ${index}` })
  }
  for (let index = 0; index < itemCount; index += 1) {
    await backend.write('items', itemRow(`i${index}`))
  }
}

async function isLoaded(client: Client): Promise<boolean> {
  const [lists, items] = [await client.rows('lists'), await client.rows('items')]
  return lists.length >= listCount && items.length >= itemCount - 1
}

export function itemRow(id: string, values: Readonly<Record<string, string>> = {}): Row {
  return { id, listId: 'l0', title: id, note: '', ...values }
}

export const rowOf = (rows: readonly Row[], id: string): Row | undefined => rows.find((row) => row.id === id)

/** The row as the log says that it is now. */
export async function serverRow(world: World, entity: Entity, id: string): Promise<Row | null | undefined> {
  const writes = await world.backend.log()
  return writes.findLast((write) => write.entity === entity && write.id === id)?.row
}
