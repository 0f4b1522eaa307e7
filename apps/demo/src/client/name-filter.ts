import type { personsModel } from '@throughline/persons'
import type { Where } from '@throughline/collections/query'
import type { Row } from '@throughline/schema'

type PersonWhere = Where<Row<typeof personsModel.entities.persons>>

/**
 * The persons whose name holds a term: in the first name, in the last name, or the one followed by the other.
 *
 * "anna van dyk" finds the first name "Anna" with the last name "van Dyk", and the other way round.
 */
export function nameFilter(term: string): PersonWhere | undefined {
  const words = term
    .replaceAll(/[%_\\]/g, ' ')
    .trim()
    .split(/\s+/)
    .filter(Boolean)
  if (words.length === 0) return undefined
  const whole = contains(words)
  const splits = words.slice(1).flatMap((_, index): PersonWhere[] => {
    const head = contains(words.slice(0, index + 1))
    const tail = contains(words.slice(index + 1))
    return [
      { firstName: head, lastName: tail },
      { firstName: tail, lastName: head },
    ]
  })
  return { or: [{ firstName: whole }, { lastName: whole }, ...splits] }
}

function contains(words: readonly string[]): { ilike: string } {
  return { ilike: `%${words.join(' ')}%` }
}
