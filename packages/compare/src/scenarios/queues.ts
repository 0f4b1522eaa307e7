import { setClock } from '../browser.ts'
import { pause, until } from '../wait.ts'
import { itemCount, itemRow, listCount, rowOf, serverRow, type Session, type World } from '../world.ts'
import type { Finding, Scenario } from './scenario.types.ts'

const titleIs = async (world: World, id: string, title: string): Promise<boolean> =>
  (await serverRow(world, 'items', id))?.['title'] === title

/** Whether three edits that need each other came as they were made: the row of the first, of the second, and its change. */
async function orderOf(world: World, first: string): Promise<Finding> {
  const log = await world.log()
  const places = [first, 'N1'].map((name) => log.findIndex(({ id }) => id === name))
  const isChanged = await titleIs(world, 'N1', 'changed')
  const came = [...places.map((place) => place >= 0), isChanged].filter(Boolean).length
  const [one = 0, two = 0] = places
  if (one >= 0 && two >= 0 && !isChanged) return { verdict: 'no', fact: 'both rows, their change is lost' }
  if (came < 3) return { verdict: 'no', fact: `${came} of 3 came` }
  return one < two
    ? { verdict: 'yes', fact: 'all three, in order' }
    : { verdict: 'no', fact: 'all three, the second before the first' }
}

const allThree = (world: World, first: string): Promise<boolean> =>
  until(
    async () => (await titleIs(world, 'N1', 'changed')) && (await world.log()).some(({ id }) => id === first),
  )

async function reopened(world: World, session: Session): Promise<Session> {
  await world.settle()
  await world.kill(session)
  return world.open(false)
}

export const reload: Scenario = {
  name: 'A reload without a network, with 20 edits',
  story: `${itemCount} updates and ${itemCount} inserts are made without a network, and the application is opened anew, still without one.`,
  needsServer: false,
  async run(world) {
    const { hasServer } = world.library
    const one = await world.open(hasServer)
    one.setOnline(false)
    if (!hasServer) {
      for (let index = 0; index < listCount; index += 1) {
        await one.client.insert('lists', { id: `l${index}`, name: '' })
      }
    }
    for (let index = 0; index < itemCount; index += 1) {
      if (hasServer) await one.client.update('items', `i${index}`, { title: `edited ${index}` })
      else await one.client.insert('items', itemRow(`i${index}`, { title: `edited ${index}` }))
      await one.client.insert('items', itemRow(`n${index}`))
    }
    const { client } = await reopened(world, one)
    const count = async (): Promise<number> => {
      const rows = await client.rows('items')
      return rows.filter(({ id, title }) => id.startsWith('n') || title?.startsWith('edited')).length
    }
    await until(
      async () => (await count()) === 2 * itemCount && (await client.rows('lists')).length === listCount,
    )
    const [edits, others] = [await count(), (await client.rows('lists')).length]
    return {
      verdict: edits < 2 * itemCount ? 'no' : others < listCount ? 'partly' : 'yes',
      fact: `${edits} of ${2 * itemCount} edits and ${others} of ${listCount} other rows shown`,
    }
  },
}

export const order: Scenario = {
  name: 'Edits that need each other, sent later',
  story:
    'Without a network: a parent, its child, a change of the child. After a reload the network is back, and the first request takes longer than the others.',
  needsServer: true,
  async run(world) {
    const one = await world.open(true)
    one.setOnline(false)
    await one.client.insert('lists', { id: 'L1', name: 'New list' })
    await one.client.insert('items', itemRow('N1', { listId: 'L1', title: 'made' }))
    await one.client.update('items', 'N1', { title: 'changed' })
    const two = await reopened(world, one)
    world.gate.fault({ kind: 'slow', matches: world.library.isPush, times: 1 })
    two.setOnline(true)
    await allThree(world, 'L1')
    return orderOf(world, 'L1')
  },
}

const hour = 3_600_000

export const clock: Scenario = {
  name: 'The clock is set back between edits',
  story:
    'After an edit that is confirmed, the clock goes back by a day, and by an hour more between each two of three edits without a network: a row, a second one that names it, a change of that. Then a reload, and the network.',
  needsServer: true,
  async run(world) {
    try {
      const one = await world.open(true)
      await one.client.update('items', 'i0', { title: 'before' })
      await until(() => titleIs(world, 'i0', 'before'))
      await world.settle()
      one.setOnline(false)
      setClock(-24 * hour)
      await one.client.insert('items', itemRow('N0'))
      setClock(-25 * hour)
      await one.client.insert('items', itemRow('N1', { note: 'N0', title: 'made' }))
      setClock(-26 * hour)
      await one.client.update('items', 'N1', { title: 'changed' })
      const two = await reopened(world, one)
      two.setOnline(true)
      await allThree(world, 'N0')
      return await orderOf(world, 'N0')
    } finally {
      setClock(0)
    }
  },
}

export const tabs: Scenario = {
  name: 'Two tabs, and the first is closed',
  story:
    'Without a network, each of two tabs makes an insert. The first tab, which leads where a library has a leader, is closed, and the network comes back.',
  needsServer: true,
  async run(world) {
    const one = await world.open(true)
    const two = await world.open(true)
    await world.settle()
    for (const session of [one, two]) session.setOnline(false)
    await one.client.insert('items', itemRow('n1'))
    await two.client.insert('items', itemRow('n2'))
    await world.settle()
    const sees = (session: Session, id: string) =>
      until(async () => rowOf(await session.client.rows('items'), id) !== undefined, 2_000)
    const seen = [await sees(one, 'n1'), await sees(two, 'n2'), await sees(two, 'n1'), await sees(one, 'n2')]
    await one.close()
    two.setOnline(true)
    await until(async () => (await world.log()).length >= 2)
    await pause(600)
    const log = await world.log()
    const times = ['n1', 'n2'].map((name) => log.filter(({ id }) => id === name).length)
    const shown = seen.filter(Boolean).length
    const isOnce = times.every((time) => time === 1)
    return {
      verdict: !isOnce ? 'no' : shown < 4 ? 'partly' : 'yes',
      fact: `the first tab’s edit applied ${times[0]}×, the second’s ${times[1]}×; ${shown} of 4 shown, two by each tab`,
    }
  },
}
