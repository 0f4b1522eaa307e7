import { definePolicies } from '@throughline/schema/policy'
import { ModelError } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/testing'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../src/api-error.ts'
import { createApi } from '../src/http/create-api.ts'
import { createModelRouter } from '../src/model-router.ts'
import { allowed, accessTable } from './leaks/matrix.ts'
import { policiesOf, roles, rulesFor, type User } from './leaks/rules.ts'
import { subjects } from './leaks/subjects.ts'
import { openWorld } from './leaks/world.ts'

describe.each(Object.entries(subjects))('what each role may do, of %s', (_name, subject) => {
  it('is this, procedure by procedure', async () => {
    const world = await openWorld(subject)
    try {
      const { text, cells } = await accessTable(world)
      expect(text).toMatchSnapshot()
      await world.reset()
      for (const role of roles) {
        for (const name of world.model.names) {
          const [seen, all] = await allowed(world, role, 'read', name)
          expect(cells.get(`${name}.list ${role}`), `${name} ${role}`).toBe(`${seen} of ${all}`)
          if (all === 0) continue
          const byId = cells.get(`${name}.byId ${role}`)
          expect(byId).toBe(seen === all ? 'ok' : seen === 0 ? 'absent' : `${all - seen} absent, ${seen} ok`)
          const [deleted] = await allowed(world, role, 'delete', name)
          const isOk = cells.get(`${name}.delete ${role}`)?.match(/(?:(\d+) )?ok/)
          expect(isOk ? Number(isOk[1] ?? all) : 0, `${name} ${role}`).toBe(deleted)
        }
      }
    } finally {
      await world.close()
    }
  })

  it('has to be said of every entity, or nothing starts', () => {
    const { model } = subject
    for (const name of model.names) {
      const { [name]: _forgotten, ...rules } = rulesFor(model)
      const define = (): unknown => policiesOf(model, rules)
      expect(define).toThrow(ModelError)
      expect(define).toThrow(new RegExp(`${name}.*has no policy`, 's'))
    }
    const none = (): unknown =>
      definePolicies(model, {
        roles: ['a'],
        principal: (user: User) => ({ id: user.id, role: 'a' }),
        entities: {},
      })
    for (const name of model.names) expect(none).toThrow(name)
  })

  it('cannot be said of another model than the one that is served', () => {
    const { model } = subject
    const policies = policiesOf(model, rulesFor(model))
    // The same entities but one, as a model is that has grown since.
    const grown = { ...model, names: [...model.names], entities: { ...model.entities } }
    const store = memoryStore(grown, { feedBefore: true })
    const options = {
      store,
      policies,
      endpoint: '/',
      createContext: () => ({ id: 'a', role: 'admin', shade: 0 }) as User,
    }
    expect(() => createModelRouter(grown, options as never)).toThrow(ApiError)
    expect(() => createApi(grown, options as never)).toThrow(ApiError)
    expect(() =>
      createApi(model, { ...options, store: memoryStore(model, { feedBefore: true }) } as never),
    ).not.toThrow()
  })
})
