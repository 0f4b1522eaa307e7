import type { FieldSpec } from '@throughline/schema'
import { FakerError } from './faker-error.ts'
import { absence, canBeAbsent, drawFrom, emptySlot, type Make, type Site } from './maker.ts'
import { type Demand, uniqueMakers } from './unique-makers.ts'
import type { Unique } from './unique-texts.ts'
import { learnUrl } from './url-texts.ts'

/**
 * Makes the maker of a field of which no two rows have the same value, and its place: it reads the row's number.
 *
 * Where several fields share the number, `radix` is how many values those before this one have together.
 */
export function uniqueMaker(
  field: FieldSpec,
  site: Site,
  demand: Demand,
  shared?: { readonly radix: number; readonly isLast: boolean },
): Make {
  const { randomizer, draft } = site.tools
  const slot = emptySlot()
  site.slots.set(field.name, slot)
  site.all.add(slot)
  const makers = uniqueMakers(field, site, demand)
  slot.candidates = makers.length > 0 ? makers.map((unique) => byNumber(unique)) : [() => refuse(0)]
  if (field.format === 'url')
    slot.learn = learnUrl(site, () => String(draft.number + draft.attempt * demand.rows + 1))
  const mayLack = canBeAbsent(field, site) && !demand.isKey
  const absent = field.nullable ? null : undefined
  return () => (mayLack && randomizer.chance(absence) ? absent : drawFrom(slot))

  function byNumber({ size, at }: Unique): Make {
    return () => {
      const left = Math.floor(draft.number / (shared?.radix ?? 1))
      const own = shared && !shared.isLast ? left % size : left
      if (own >= size) return refuse(size)
      // A row that is drawn again takes a number that is nobody else's.
      const next = own + draft.attempt * demand.rows
      return at(next < size ? next : own)
    }
  }

  function refuse(size: number): undefined {
    if (draft.isTrial) return undefined
    const where = `${site.entity}.${field.name}`
    const what =
      size === 0
        ? `is of the kind "${field.kind}", of which different values cannot be made`
        : `has only ${size} different value${size === 1 ? '' : 's'}`
    throw new FakerError(
      'not_unique',
      `${where} has to be different in each of ${demand.rows} rows, but ${what}. ` +
        `Lower \`counts.${site.entity}\`, or give \`generators.${site.entity}\` that returns ${field.name}.`,
      { entity: site.entity, field: field.name },
    )
  }
}

/** How many different values a field has, to tell which of several is to carry a row's number. */
export function spaceOf(field: FieldSpec, site: Site, demand: Demand): number {
  return uniqueMakers(field, site, demand)[0]?.size ?? 0
}
