import type { Notice } from '../library.types.ts'
import { pause, until } from '../wait.ts'
import { itemRow, rowOf, serverRow, type World } from '../world.ts'
import type { Scenario } from './scenario.types.ts'

const titleOf = async (world: World, id: string): Promise<string | undefined> =>
  (await serverRow(world, 'items', id))?.['title']

const others = async (world: World): Promise<number> =>
  [(await titleOf(world, 'i0')) === 'one', (await titleOf(world, 'i2')) === 'three'].filter(Boolean).length

/** Three edits of three rows without a network, a reload, and the network again. */
async function threeEdits(world: World, title: string, fault: () => void = () => {}) {
  const one = await world.open(true)
  one.setOnline(false)
  await one.client.update('items', 'i0', { title: 'one' })
  await one.client.update('items', 'i1', { title })
  await one.client.update('items', 'i2', { title: 'three' })
  await world.settle()
  await world.kill(one)
  const two = await world.open(false)
  // Shown before it is sent: what waits is read.
  await until(async () => rowOf(await two.client.rows('items'), 'i1')?.['title'] === title)
  fault()
  two.setOnline(true)
  await until(async () => (await others(world)) === 2)
  await pause(600)
  return two
}

function toldBy(notice: Notice | undefined): string {
  if (!notice) return 'not told'
  return notice.by === 'app' ? 'told in the app’s own code' : 'told'
}

export const refused: Scenario = {
  name: 'One edit is refused for ever, among others',
  story:
    'Without a network, three rows are edited; the server refuses the second by a rule of its own (in each protocol’s own way). A reload, and the network.',
  needsServer: true,
  async run(world) {
    const { client } = await threeEdits(world, 'refused')
    const count = await others(world)
    const notice = client.notices().find(({ id }) => id === 'i1')
    const isKept = await client.isKept('i1')
    const isAppsOwn = !notice && (world.library.appsOwn?.includes('refusals') ?? false)
    const told = isAppsOwn ? 'to tell of it is the app’s own' : toldBy(notice)
    return {
      verdict: count < 2 ? 'no' : isAppsOwn ? 'app' : !notice ? 'no' : isKept ? 'yes' : 'partly',
      fact: `others ${count} of 2, the refused one ${isKept ? 'kept' : 'gone'}, ${told}`,
    }
  },
}

export const rowFails: Scenario = {
  name: 'A request with one row fails with 500, and “401” in its text',
  story:
    'As before; but whatever request holds the second row is answered 500 with the text “The upstream server answered 401.” Later that is mended, and the user tries again where there is something to try.',
  needsServer: true,
  async run(world) {
    const { client } = await threeEdits(world, 'failing', () =>
      world.gate.fault({
        kind: 'fails',
        matches: ({ method, body }) => method === 'POST' && body.includes('failing'),
        times: Infinity,
      }),
    )
    const before = await others(world)
    world.gate.mend()
    client.retry()
    client.network(true)
    await until(async () => (await titleOf(world, 'i1')) === 'failing' && (await others(world)) === 2)
    const isSent = (await titleOf(world, 'i1')) === 'failing'
    return {
      verdict: !isSent ? 'no' : before === 2 ? 'yes' : 'partly',
      fact: `others ${before} of 2 meanwhile, the edit itself ${isSent ? 'sent once mended' : 'dropped'}`,
    }
  },
}

export const merge: Scenario = {
  name: 'Another user changed another field of the row',
  story:
    'Without a network, a title is changed; another user changes the note of the same row. Then the network.',
  needsServer: true,
  async run(world) {
    const session = await world.open(true)
    session.setOnline(false)
    await session.client.update('items', 'i0', { title: 'mine' })
    await world.backend.write('items', itemRow('i0', { note: 'theirs' }))
    session.setOnline(true)
    await until(async () => (await titleOf(world, 'i0')) === 'mine')
    await pause(300)
    const row = await serverRow(world, 'items', 'i0')
    const [mine, theirs] = [row?.['title'] === 'mine', row?.['note'] === 'theirs']
    return {
      verdict: mine && theirs ? 'yes' : 'no',
      fact: mine && theirs ? 'both kept' : mine ? 'theirs lost' : 'mine lost',
    }
  },
}

export const overlap: Scenario = {
  name: 'Another user changed the same field of the row',
  story: 'As before, with the same field.',
  needsServer: true,
  async run(world) {
    const session = await world.open(true)
    session.setOnline(false)
    await session.client.update('items', 'i0', { title: 'mine' })
    await world.backend.write('items', itemRow('i0', { title: 'theirs' }))
    session.setOnline(true)
    const isTold = await until(() => session.client.notices().some(({ id }) => id === 'i0'), 5_000)
    await pause(300)
    const title = await titleOf(world, 'i0')
    const shown = rowOf(await session.client.rows('items'), 'i0')?.['title']
    const isAppsOwn = !isTold && (world.library.appsOwn?.includes('conflicts') ?? false)
    const silence = isAppsOwn ? 'to notice is the app’s own' : 'nobody is told'
    const word = isTold ? 'told as a conflict' : silence
    const winner =
      title === 'mine'
        ? 'theirs is overwritten'
        : shown === 'mine'
          ? 'both wait for a decision'
          : 'mine is taken back'
    return {
      verdict: isAppsOwn ? 'app' : !isTold ? 'no' : shown === 'mine' ? 'yes' : 'partly',
      fact: `${winner}, ${word}`,
    }
  },
}

export const away: Scenario = {
  name: 'Away for longer than the server keeps its history',
  story:
    'An insert is made without a network. While the application is closed, another user deletes a row and changes one, and the server drops its history. Then the network.',
  needsServer: true,
  async run(world) {
    const one = await world.open(true)
    await world.settle()
    one.setOnline(false)
    await one.client.insert('items', itemRow('n1'))
    await world.settle()
    await world.kill(one)
    await world.backend.remove('items', 'i9')
    await world.backend.write('items', itemRow('i8', { title: 'news' }))
    await world.backend.forget()
    const { client } = await world.open(true)
    const isSent = async (): Promise<boolean> => (await world.log()).some(({ id }) => id === 'n1')
    const isRight = async (): Promise<boolean> => {
      const rows = await client.rows('items')
      return rowOf(rows, 'i8')?.['title'] === 'news' && rowOf(rows, 'i9') === undefined
    }
    await until(async () => (await isSent()) && (await isRight()))
    const [sent, right] = [await isSent(), await isRight()]
    return {
      verdict: !sent ? 'no' : right ? 'yes' : 'partly',
      fact: `the edit ${sent ? 'applied' : 'not applied'}, ${right ? 'rows as the server has them' : 'the deleted row still shown'}`,
    }
  },
}
