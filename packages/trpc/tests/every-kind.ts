import * as fc from 'fast-check'
import * as z from 'zod'

const Comment = z.object({
  at: z.date(),
  text: z.string(),
  get replies() {
    return z.array(Comment)
  },
})

/** An object with a field of each kind whose values are what a client writes, and what is read, alike. */
export const everyKind = z.object({
  id: z.uuid(),
  any: z.unknown(),
  at: z.date(),
  atOrText: z.union([z.date(), z.string()]),
  big: z.bigint(),
  bigOrText: z.union([z.bigint(), z.string()]),
  byDay: z.map(z.date(), z.bigint()),
  change: z.discriminatedUnion('type', [
    z.object({ type: z.literal('moved'), to: z.date() }),
    z.object({ type: z.literal('paid'), sum: z.bigint(), on: z.string() }),
  ]),
  choice: z.literal(['auto', 12, true]),
  color: z.enum(['red', 'blue']),
  comment: z.lazy(() => Comment),
  counts: z.record(z.string(), z.set(z.number())),
  done: z.boolean(),
  gaps: z.array(z.date().nullable().optional()),
  measures: z.looseObject({ width: z.number() }),
  mixed: z.array(z.union([z.date(), z.bigint(), z.set(z.string()), z.string(), z.null()])),
  pair: z.tuple([z.string(), z.date()], z.bigint()),
  ratio: z.number(),
  text: z.string().nullable(),
  tags: z.set(z.string()),
  unset: z.date().optional(),
})

const date = fc.date({ noInvalidDate: true })
// What looks like a date or like digits has to stay a text, and what looks like a tag an object.
const text = fc.oneof(
  fc.string(),
  date.map((day) => day.toJSON()),
  fc.bigInt().map(String),
)
const names = fc.oneof(
  text.filter((name) => name !== '__proto__'),
  fc.constantFrom('$date', '$object', '$set'),
)
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const setOf = <T>(items: fc.Arbitrary<T>): fc.Arbitrary<Set<T>> =>
  fc.array(items, { maxLength: 3 }).map((list) => new Set(list))
const plain = { noNullPrototype: true }

type Comment = z.output<typeof Comment>

const comments = fc.letrec<{ comment: Comment }>((tie) => ({
  comment: fc.record(
    {
      at: date,
      text,
      replies: fc.oneof(
        { maxDepth: 3 },
        fc.constant<Comment[]>([]),
        fc.array(tie('comment'), { maxLength: 2 }),
      ),
    },
    plain,
  ),
})).comment

const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    number,
    date,
    fc.bigInt(),
    fc.constant(null),
    setOf(tie('value')),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 2, ...plain }),
  ),
})).value

const rows = fc.record(
  {
    id: fc.uuid({ version: 4 }),
    any: anything,
    at: date,
    atOrText: fc.oneof(date, text),
    big: fc.bigInt(),
    bigOrText: fc.oneof(fc.bigInt(), text),
    byDay: fc.array(fc.tuple(date, fc.bigInt()), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    change: fc.oneof(
      fc.record({ type: fc.constant('moved' as const), to: date }, plain),
      fc.record({ type: fc.constant('paid' as const), sum: fc.bigInt(), on: text }, plain),
    ),
    choice: fc.constantFrom('auto' as const, 12 as const, true as const),
    color: fc.constantFrom('red' as const, 'blue' as const),
    comment: comments,
    counts: fc.dictionary(names, setOf(number), { maxKeys: 3, ...plain }),
    done: fc.boolean(),
    gaps: fc.array(fc.oneof(date, fc.constantFrom(null, undefined)), { maxLength: 3 }),
    measures: fc
      .tuple(fc.dictionary(names, anything, { maxKeys: 2, ...plain }), number)
      .map(([others, width]) => Object.assign({}, others, { width })),
    mixed: fc.array(fc.oneof(date, fc.bigInt(), setOf(text), text, fc.constant(null)), { maxLength: 3 }),
    pair: fc
      .tuple(text, date, fc.array(fc.bigInt(), { maxLength: 2 }))
      // Sound: a text, a date and the rest.
      .map(([first, second, rest]) => [first, second].concat(rest as never[]) as [string, Date, ...bigint[]]),
    ratio: number,
    text: fc.option(text),
    tags: setOf(text),
  },
  plain,
)

/** Rows of {@link everyKind}. */
export const everyKindRows = fc
  .tuple(rows, fc.option(date))
  .map(([row, unset]) => (unset ? Object.assign({}, row, { unset }) : row))
