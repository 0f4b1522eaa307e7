import { describe, expect, it } from 'vitest'
import { createByteCache, createSharing } from './byte-cache.ts'

describe('createByteCache', () => {
  it('drops what was used longest ago above its bytes, over all parts', () => {
    const cache = createByteCache(30)
    const [texts, numbers] = [cache.part<string>('t '), cache.part<number>('n ')]
    texts.set('a', 'A', 10)
    numbers.set('a', 1, 10)
    texts.set('b', 'B', 10)
    expect(texts.get('a')).toBe('A')
    texts.set('c', 'C', 10)
    expect([numbers.get('a'), texts.get('a'), texts.get('b'), texts.get('c')]).toEqual([
      undefined,
      'A',
      'B',
      'C',
    ])
    texts.set('a', 'AA', 25)
    expect([texts.get('a'), texts.get('b'), texts.get('c'), cache.bytes]).toEqual([
      'AA',
      undefined,
      undefined,
      25,
    ])
  })

  it('does not keep what is larger than itself, nor what it replaced', () => {
    const cache = createByteCache(30)
    const part = cache.part<string>('')
    part.set('a', 'A', 10)
    part.set('b', 'B', 10)
    part.set('a', 'huge', 31)
    expect([part.get('a'), part.get('b'), cache.bytes]).toEqual([undefined, 'B', 10])
  })
})

describe('createSharing', () => {
  it('makes one answer for all who ask at one time, and another one later, also after an error', async () => {
    const share = createSharing<number>()
    let made = 0
    const make = async (): Promise<number> => {
      made += 1
      await Promise.resolve()
      if (made === 1) throw new Error('first')
      return made
    }
    const failed = await Promise.allSettled([share('a', make), share('a', make)])
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await Promise.all([share('a', make), share('a', make), share('b', make)])).toEqual([3, 3, 3])
    expect(made).toBe(3)
  })
})
