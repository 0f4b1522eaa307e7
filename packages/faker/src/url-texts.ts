import type { Learn, Make, Site } from './maker.ts'
import { patternText } from './pattern-text.ts'

/** Lengths of what patterns leave open. */
const room = 8

/**
 * Learns from what Zod says of a refused address which hosts and protocols it takes: no description tells of them.
 *
 * @param ending What the address ends in.
 */
export function learnUrl({ tools: { faker, randomizer } }: Site, ending: () => string): Learn {
  const { below } = randomizer
  let protocol = (): string => 'https'
  let host = (): string => `${faker.lorem.slug(2)}.example`
  const make: Make = () => `${protocol()}://${host()}/${ending()}`
  return ({ note, pattern }) => {
    if (pattern === undefined || (note !== 'Invalid hostname' && note !== 'Invalid protocol')) return []
    const text = patternText(pattern)
    const isEverything = text.shortest === 0
    const draw = (): string =>
      text.draw(below, { spare: isEverything ? room : below(room), isEager: isEverything })
    if (note === 'Invalid protocol') protocol = draw
    else host = draw
    return [make]
  }
}
