import { patience, pause, until } from '../wait.ts'
import { itemRow, rowOf, serverRow, type World } from '../world.ts'
import type { Scenario } from './scenario.types.ts'

const timesApplied = async (world: World, id: string): Promise<number> =>
  (await world.log()).filter((write) => write.id === id).length

/** Long enough for a second copy to come, where one is on its way. */
const secondCopy = 600

export const answerLost: Scenario = {
  name: 'The answer is lost after the server applied the edit',
  story:
    'An insert is applied, and the connection breaks before the answer. The network is there again at once.',
  needsServer: true,
  async run(world) {
    const { client } = await world.open(true)
    world.gate.fault({ kind: 'answer-lost', matches: world.library.isPush, times: 1 })
    await client.insert('items', itemRow('n1'))
    await until(async () => (await timesApplied(world, 'n1')) > 0)
    const isOver = await until(async () => (await client.waiting()) === 0)
    await pause(secondCopy)
    const times = await timesApplied(world, 'n1')
    return { verdict: times === 1 && isOver ? 'yes' : 'no', fact: `applied ${times}×` }
  },
}

export const answerLostThenEdited: Scenario = {
  name: 'The same row is edited again before the retry',
  story:
    'An update is applied, its answer is lost with the network, the application is opened anew without one, and the same field of the row is changed once more. Then the network comes back.',
  needsServer: true,
  async run(world) {
    const one = await world.open(true)
    const { isPush } = world.library
    world.gate.fault({ kind: 'answer-lost', matches: isPush, times: 1, isLast: true })
    await one.client.update('items', 'i0', { title: 'first' })
    await until(async () => (await timesApplied(world, 'i0')) > 0)
    one.setOnline(false)
    await world.settle()
    await world.kill(one)
    const two = await world.open(false)
    await until(async () => rowOf(await two.client.rows('items'), 'i0') !== undefined)
    await two.client.update('items', 'i0', { title: 'second' })
    two.setOnline(true)
    const isThere = await until(async () => (await serverRow(world, 'items', 'i0'))?.['title'] === 'second')
    await pause(secondCopy)
    const title = (await serverRow(world, 'items', 'i0'))?.['title']
    const isTold = two.client.notices().some(({ id }) => id === 'i0')
    const others = isTold ? ', told as a conflict with itself' : ''
    return {
      verdict: isThere && !isTold ? 'yes' : 'no',
      fact: `the server has the ${title} edit${others}`,
    }
  },
}

export const killedAfterWrite: Scenario = {
  name: 'The process dies as soon as the edit is made',
  story:
    'Without a network, an insert is made. At the moment when the library says that it is made on this device, in whatever way it says so, the process ends.',
  needsServer: false,
  async run(world) {
    const { hasServer } = world.library
    const one = await world.open(hasServer)
    await world.settle()
    one.setOnline(false)
    await one.client.insert('items', itemRow('n1'))
    await world.kill(one)
    const two = await world.open(false)
    const isShown = await until(async () => rowOf(await two.client.rows('items'), 'n1') !== undefined)
    if (!hasServer) return { verdict: isShown ? 'yes' : 'no', fact: `${isShown ? 'still' : 'not'} there` }
    two.setOnline(true)
    const isSent = await until(async () => (await timesApplied(world, 'n1')) > 0, isShown ? patience : 1_500)
    await pause(secondCopy)
    const times = await timesApplied(world, 'n1')
    return {
      verdict: isShown && isSent && times === 1 ? 'yes' : 'no',
      fact: isShown ? `still there, applied ${times}×` : `not there, applied ${times}×`,
    }
  },
}

export const killedBeforeAnswer: Scenario = {
  name: 'The process dies between sending and answer',
  story:
    'An insert is sent and applied; before the answer, the process ends. The next one starts on the same disk.',
  needsServer: true,
  async run(world) {
    const one = await world.open(true)
    await world.settle()
    world.gate.fault({ kind: 'answer-held', matches: world.library.isPush, times: 1 })
    await one.client.insert('items', itemRow('n1'))
    await until(async () => (await timesApplied(world, 'n1')) > 0)
    await world.kill(one)
    const two = await world.open(true)
    const isOver = await until(async () => (await two.client.waiting()) === 0)
    const isShown = await until(async () => rowOf(await two.client.rows('items'), 'n1') !== undefined)
    await pause(secondCopy)
    const times = await timesApplied(world, 'n1')
    return { verdict: times === 1 && isOver && isShown ? 'yes' : 'no', fact: `applied ${times}×` }
  },
}
