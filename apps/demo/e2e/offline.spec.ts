import { expect, test } from '@playwright/test'
import { createDevice, type Device } from './device.ts'
import { changesSince, feedEnd } from './feed.ts'
import { editByHand } from './hand-edits.ts'
import { type MortalServer, startMortalServer } from './mortal-server.ts'
import { slow } from './kept.ts'
import { type Network, openNetwork } from './network.ts'
import {
  type Edit,
  editsOf,
  isLeading,
  makeEdits,
  notShown,
  type PersonRows,
  leaderOf,
  notLoaded,
  nextLead,
  timeToConfirm,
  waiting,
} from './offline-edits.ts'
import { findPersons, goOffline, goOnline, openFirst, openPerson } from './offline-opening.ts'
import { patience } from './patience.ts'
import { partition } from './table.ts'
import { heading, synced } from './two-browsers.ts'

// All rows are loaded, and kept, by a browser that begins with none.
test.describe.configure({ timeout: 300_000 * patience })

let device: Device
let network: Network
let server: MortalServer | undefined

test.beforeEach(async ({ baseURL }) => {
  device = createDevice()
  network = await openNetwork(baseURL ?? '')
})

test.afterEach(async () => {
  await device.close()
  await network.close()
  await server?.die()
  server = undefined
})

/** What the feed, or a list of edits, says of rows: who, and what, in order. */
const named = (changes: readonly { readonly entity: string; readonly id: string; readonly op: string }[]) =>
  changes.map(({ entity, id, op }) => `${op} ${entity} ${id}`)

/** Each edit is in the table once, in the order in which its tab made it; what belongs to a new person, after that one. */
async function expectOnce(
  place: string,
  tabs: readonly (readonly Edit[])[],
  persons: readonly PersonRows[],
): Promise<void> {
  const changes = (await changesSince(place)).map(({ entity, key, op, mutationId, version }) => ({
    entity,
    id: String(Object.values(key).at(-1)),
    op,
    mutationId,
    version,
  }))
  const placeOf = (wanted: unknown) => changes.findIndex(({ id }) => id === wanted)
  for (const made of tabs) {
    const news = new Set(made.flatMap(({ id, kind }) => (kind === 'insert' ? [id] : [])))
    const isBelow = ({ values }: Edit) => news.has(String(values['personId']))
    for (const edit of made.filter(isBelow)) {
      expect(placeOf(edit.id)).toBeGreaterThan(placeOf(edit.values['personId']))
    }
    const edits = made.filter((edit) => !isBelow(edit))
    const wanted = named(
      edits.map(({ kind, ...edit }) => ({ ...edit, op: kind === 'delete' ? kind : 'put' })),
    )
    const own = new Set(edits.map(({ id }) => id))
    expect(named(changes.filter(({ id }) => own.has(id)))).toEqual(wanted)
  }
  const edits = tabs.flat()
  expect(changes).toHaveLength(edits.length)
  expect(new Set(changes.map(({ mutationId }) => mutationId)).size).toBe(edits.length)
  // Applied once: the version that comes after the row's own.
  const before = new Map(persons.flatMap(({ versions }) => [...versions]))
  const versions = new Map(changes.map(({ id, version }) => [id, version]))
  for (const { id } of edits) expect(versions.get(id)).toBe((before.get(id) ?? 0) + 1)
}

/** Each row of the table is as its edit left it. */
async function expectTable(edits: readonly Edit[], persons: readonly PersonRows[]): Promise<void> {
  const made = edits.flatMap(({ entity, id, kind }) =>
    entity === 'persons' && kind === 'insert' ? [id] : [],
  )
  const ids = [...persons.map(({ personId }) => personId), ...made]
  const rows = (await Promise.all(ids.map(partition))).flat()
  for (const { id, kind, values } of edits) {
    const found = rows.find((row) => row['id'] === id)
    if (kind === 'delete') expect(found).toBeUndefined()
    else expect(found).toMatchObject(values)
  }
}

for (const [name, deaths, from] of [
  ['sends them once, in order', 0, 100],
  [
    'sends them once, in order, where the server dies three times after it has done them, before it answers',
    3,
    300,
  ],
] as const) {
  test(`keeps 50 edits of two tabs through a killed browser, shows them without a network, and ${name}`, async ({
    request,
  }) => {
    server = await startMortalServer()
    await network.close()
    network = await openNetwork(server.url)
    const [byHand, gone, ...persons] = await findPersons(request, from, 8)
    if (!byHand || !gone) throw new Error('There are eight.')
    let context = await device.start()
    const one = await openFirst(context, network)
    const two = await openPerson(context, network, byHand.personId)
    const bulk = persons.map((rows, index) => editsOf(rows, `${from + index}`))
    const [first, second] = [bulk.slice(0, 3).flat(), bulk.slice(3).flat()]
    for (const page of [one, two])
      await expect.poll(() => notLoaded(page, bulk.flat()), { timeout: 120_000 * patience }).toEqual([])
    const place = await feedEnd()

    await goOffline(context, network)
    const hand = await editByHand(two, gone.personId, network.url)
    expect(hand).toHaveLength(8)
    // Its last page was loaded anew: the rows come off the disk again.
    await expect.poll(() => notLoaded(two, second), slow).toEqual([])
    await Promise.all([makeEdits(one, first), makeEdits(two, second)])
    const edits = [...hand, ...first, ...second]
    expect(edits).toHaveLength(50)
    for (const page of [one, two]) {
      await expect.poll(() => waiting(page), slow).toEqual({ all: 50, stored: 50 })
      expect(await notShown(page, edits)).toEqual([])
      await expect(page.getByText('50 changes waiting').first()).toBeVisible(slow)
    }
    await device.kill()

    context = await device.start()
    await context.setOffline(true)
    const again = await openPerson(context, network, persons[0]?.personId ?? '')
    await expect(heading(again)).toContainText(`Offline ${from}`)
    await expect.poll(() => waiting(again), slow).toEqual({ all: 50, stored: 50 })
    await expect.poll(() => notShown(again, edits), slow).toEqual([])
    await expect(again.getByText('50 changes waiting').first()).toBeVisible(slow)
    const other = await openPerson(context, network, byHand.personId)
    await expect(heading(other)).toContainText('Handmade')
    expect(await changesSince(place)).toEqual([])

    const committed: number[] = []
    network.loseAnswers(deaths, async () => {
      await server?.die()
      committed.push((await changesSince(place)).length)
      await server?.revive()
    })
    await goOnline(context, network)
    for (const page of [again, other]) {
      await expect.poll(() => waiting(page), { timeout: 120_000 * patience }).toEqual({ all: 0, stored: 0 })
      await expect(synced(page)).toBeVisible(slow)
      await expect(page.getByText(/waiting/).first()).toBeHidden()
    }
    expect(network.lost()).toBe(deaths)
    expect(committed).toHaveLength(deaths)
    const description = `with the table when the server died: ${committed.join(', ')} of ${edits.length}`
    test.info().annotations.push({ type: 'deaths of the server', description })
    // Each was one of a server that had just written, and that nobody heard of.
    for (const changes of committed) expect(changes).toBeGreaterThan(0)
    await expectOnce(place, [hand, first, second], [byHand, gone, ...persons])
    await expectTable(edits, [byHand, gone, ...persons])
    expect(await notShown(again, edits)).toEqual([])
  })
}

test('another tab follows the server within two seconds of the end of the one that did', async ({
  request,
}) => {
  const [rows] = await findPersons(request, 500, 1)
  const id = rows?.personId ?? ''
  const context = await device.start()
  const leader = await openFirst(context, network)
  const next = await openPerson(context, network, id)
  await expect.poll(() => isLeading(leader), slow).toBe(true)
  expect(await isLeading(next)).toBe(false)
  await expect.poll(() => waiting(next)).toEqual({ all: 0, stored: 0 })

  const led = nextLead(next, await leaderOf(next))
  const began = Date.now()
  await leader.close()
  const took = (await led) - began
  const confirmed = await timeToConfirm(next, id, 'Inherited')
  const description = `${took} ms from closing the tab until the next one leads, an edit is with the server ${confirmed.toFixed(0)} ms later`
  test.info().annotations.push({ type: 'handing over', description })
  process.stdout.write(`  handing over: ${description}\n`)
  expect(took).toBeLessThan(2_000)
  expect((await partition(id)).find(({ sk }) => sk === 'PROFILE')).toMatchObject({ lastName: 'Inherited' })
})
