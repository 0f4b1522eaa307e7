import { describe, expect, it } from 'vitest'
import { attackAll, type Leak } from './leaks/attack.ts'
import { casesOf } from './leaks/calls.ts'
import { tokensIn } from './leaks/canaries.ts'
import { trail } from './leaks/guarded-model.ts'
import { toldApart } from './leaks/blind.ts'
import { roles } from './leaks/rules.ts'
import { subjects } from './leaks/subjects.ts'
import { openWorld, userOf, type World } from './leaks/world.ts'

const attackers = roles.filter((role) => role !== 'admin')

async function within(opening: Promise<World>, work: (world: World) => Promise<void>): Promise<void> {
  const world = await opening
  try {
    await work(world)
  } finally {
    await world.close()
  }
}

/** The procedures and endpoints that leaks were found on, each by itself. */
const pathsOf = (leaks: readonly Leak[]): string[] =>
  [...new Set(leaks.map(({ path }) => (path.split('?')[0] ?? '').replace(/^(?:\d )?\/api\//, '')))]
    .filter((path) => !path.includes(','))
    .toSorted()

describe.each(Object.entries(subjects))('what leaves the server, of %s', (_name, subject) => {
  it('tells no role what it may not know', () =>
    within(openWorld(subject), async (world) => {
      for (const role of attackers) {
        const brief = role === 'nobody' || role === 'auditor'
        const { leaks, told, answers } = await attackAll(
          world,
          { tenant: 'a', user: userOf(role) },
          { brief },
        )
        expect(leaks, role).toEqual([])
        expect(answers, role).toBeGreaterThan(150)
        // What is told to nobody at all proves nothing.
        if (role === 'nobody') expect(told).toBe(0)
        else expect(told, role).toBeGreaterThan(10)
      }
    }))

  it('tells another tenant nothing, whose own role lets it do everything', () =>
    within(openWorld(subject), async (world) => {
      const { leaks, told } = await attackAll(
        world,
        { tenant: 'b', user: userOf('admin') },
        { of: 'a', brief: true },
      )
      expect(leaks).toEqual([])
      expect(told).toBeGreaterThan(20)
    }))

  it('tells the trail no value that not everybody reads', () =>
    within(openWorld(subject), async (world) => {
      await attackAll(world, { tenant: 'a', user: userOf('admin') }, { brief: true })
      const told = (await world.victims('a')).filter(({ entity }) => entity.name === trail)
      expect(told.length).toBeGreaterThan(20)
      const tokens = [...tokensIn(told.map(({ row }) => row['changes']))]
      const closed = tokens.flatMap((token) =>
        world
          .placesOf('a', token)
          .filter(({ entity, field }) =>
            roles.some((role) => (world.rules[entity]?.[role].fields[field]?.read ?? true) !== true),
          ),
      )
      expect(closed).toEqual([])
      // There is a trail to be told: of what is closed, that it was changed.
      expect(JSON.stringify(told.map(({ row }) => row['changes']))).toContain('••')
    }))

  it('tells another tenant nothing where there are no policies', () =>
    within(openWorld(subject, { unguarded: 'open' }), async (world) => {
      const { leaks, told } = await attackAll(
        world,
        { tenant: 'b', user: userOf('admin') },
        { of: 'a', brief: true },
      )
      expect(leaks).toEqual([])
      expect(told).toBeGreaterThan(20)
    }))

  it('tells not whether a row is there, or has a value', () =>
    within(openWorld(subject), async (world) => {
      for (const role of attackers) {
        const most = role === 'nobody' || role === 'auditor' ? 1 : 2
        const { asked, found } = await toldApart(world, { tenant: 'a', user: userOf(role) }, most)
        expect(found, role).toEqual([])
        expect(asked, role).toBeGreaterThan(0)
      }
    }))

  it('is looked at on every path: without policies there are leaks on each', () =>
    within(openWorld(subject, { unguarded: 'forgotten' }), async (world) => {
      const { leaks } = await attackAll(world, { tenant: 'a', user: userOf('nobody') }, { brief: true })
      // Creates answer with what was sent.
      const silent = /\.(?:create|createMany)$/
      const procedures = [...world.procedures.keys()].filter((path) => !silent.test(path))
      const found = pathsOf(leaks).filter((path) => !silent.test(path))
      const bulk = ['sync/live', 'sync/pull', 'sync/snapshot', 'sync/snapshot.ndjson']
      expect(found).toEqual([...procedures, ...bulk].toSorted())
    }))
})

it('is asked of every procedure there is: one without a case is a failure', () => {
  expect(() => casesOf('posts.list')).not.toThrow()
  for (const path of ['posts.export', 'sync.rewind', 'export']) expect(() => casesOf(path)).toThrow(path)
})
