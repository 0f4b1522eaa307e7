import { type ErrorRow, says, table } from './error-row.ts'

const deriveAnew =
  "An ElectroDB entity is not defined as ElectroDB wants it. Take the model's entities from deriveEntities, or correct your own."

/** What ElectroDB throws, by the names of its codes; what it wraps (`AWSError`) is told by the cause. */
export const electroErrors: readonly ErrorRow[] = [
  {
    names: ['ElectroDB 1001', 'ElectroDB 1023'],
    code: 'not_configured',
    message: says(
      'The ElectroDB entity has no client that it can use. Give one: deriveEntities(model, { client: createDynamoClient() }).',
    ),
  },
  {
    names: [...range(1002, 1009), ...range(1011, 1020), ...range(1024, 1026)],
    code: 'invalid',
    message: (_place, cause) => `${deriveAnew} (${cause})`,
  },
  {
    names: [...range(1010, 1010), ...range(1021, 1022), ...range(2004, 2006)],
    code: 'invalid',
    message: (_place, cause) =>
      `An option of an ElectroDB call is none that it takes. Correct it. (${cause})`,
  },
  {
    names: [...range(2001, 2002), ...range(2010, 2013)],
    code: 'invalid',
    message: (_place, cause) =>
      `An ElectroDB call lacks fields of a key, or has others. Give all the fields of the key and of each index that it changes. (${cause})`,
  },
  {
    names: ['ElectroDB 2003'],
    code: 'not_configured',
    message: says(
      'The ElectroDB entity has no table. Name one: deriveEntities(model, { table: tableLayout(model).tableName }).',
    ),
  },
  {
    names: [...range(2007, 2009)],
    code: 'invalid',
    message: (_place, cause) =>
      `A key or a cursor cannot be converted, as it is of another entity or not whole. Convert what the same entity gave. (${cause})`,
  },
  {
    names: ['ElectroDB 3001'],
    code: 'invalid',
    message: (_place, cause) => `A value does not fit its field. Correct it. (${cause})`,
  },
  {
    names: ['ElectroDB 4002'],
    code: 'aborted',
    message: says('The call was stopped by its caller.'),
  },
  {
    names: [...range(5003, 5005)],
    code: 'invalid',
    message: (place) =>
      `A cursor does not belong to this query of ${table(place)}. Begin with the first page, and send back what each page gives.`,
  },
  {
    // Reached where they have no cause that another row names.
    names: ['ElectroDB 4001', 'ElectroDB 5001', 'ElectroDB 5002'],
    code: 'unavailable',
    message: (place, cause) =>
      `ElectroDB could not use ${table(place)}. Look at the cause of this error. (${cause})`,
  },
]

/** The names of the codes of a range, both ends included. */
function range(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `ElectroDB ${first + index}`)
}
