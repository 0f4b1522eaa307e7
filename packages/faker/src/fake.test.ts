import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { createHash } from 'node:crypto'
import { memoryUsage } from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fake } from './fake.ts'
import { FakerError } from './faker-error.ts'

const authors = defineEntity({
  singular: 'author',
  schema: z.object({
    id: z.uuid(),
    name: z.string().min(1).max(80),
    email: z.email(),
    country: z.string().regex(/^[A-Z]{2}$/),
    pin: z.string().regex(/^\d{4}$/),
    bornOn: z.iso.date(),
    rating: z.number().min(1).max(5),
    website: z.url().optional(),
    nickname: z
      .string()
      .regex(/^@@@never@@@$/)
      .optional(),
    motto: z.string().register(fieldMeta, { fake: 'company.catchPhrase' }).nullable(),
    settings: z.object({ theme: z.enum(['light', 'dark']), sizes: z.array(z.int().positive()).max(3) }),
    labels: z.record(z.string(), z.string()).default({}),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  }),
})
const books = defineEntity({
  singular: 'book',
  schema: z.object({ id: z.uuid(), authorId: z.uuid(), title: z.string(), price: z.number().positive() }),
})
const chapters = defineEntity({
  singular: 'chapter',
  schema: z.object({ id: z.uuid(), bookId: z.uuid(), authorId: z.uuid(), pages: z.int().min(1).max(200) }),
  parent: 'bookId',
})
const library = defineModel({ service: 'library', entities: { authors, books, chapters } })
const counts = { authors: 20, books: [0, 3], chapters: [1, 4] } as const

describe('fake', () => {
  it('makes rows that parse, parents before their children, each root followed by its own', () => {
    const seen = { authors: new Set<string>(), books: new Set<string>() }
    let author = ''
    let book = ''
    for (const { entity, row } of fake(library, { seed: 1, counts })) {
      expect(library.entities[entity].schema.parse(row)).toEqual(row)
      if (entity === 'authors') {
        author = row.id
        seen.authors.add(row.id)
      } else if (entity === 'books') {
        book = row.id
        expect(row.authorId).toBe(author)
        seen.books.add(row.id)
      } else {
        expect(row).toMatchObject({ bookId: book, authorId: author })
      }
    }
    expect(seen.authors.size).toBe(20)
    expect(seen.books.size).toBeGreaterThan(10)
  })

  it('gives the same rows for a seed, again and again, and others for another seed', () => {
    const rows = fake(library, { seed: 1, counts })
    const first = [...rows]
    expect([...rows]).toEqual(first)
    expect([...fake(library, { seed: 2, counts })]).not.toEqual(first)
  })

  it('gives the rows of a root whatever the number of roots, and of a child whatever its siblings', () => {
    const few = [...fake(library, { seed: 1, counts: { ...counts, authors: 3 } })]
    const many = [...fake(library, { seed: 1, counts: { ...counts, authors: 40 } })]
    expect(many.slice(0, few.length)).toEqual(few)
    const authorsOnly = [...fake(library, { seed: 1, counts: { authors: 40 } })]
    expect(many.filter(({ entity }) => entity === 'authors')).toEqual(authorsOnly)
  })

  it('never changes its rows unawares', () => {
    const text = JSON.stringify([...fake(library, { seed: 1, counts })])
    expect(createHash('sha256').update(text).digest('hex')).toMatchInlineSnapshot(
      `"54ae3d704bca5faa28f117a21772049bd02c8dabcc2285db4de0d5f0869c7a4f"`,
    )
  })

  it('is lazy: a row is made when it is asked for', () => {
    let made = 0
    const rows = fake(library, {
      seed: 1,
      counts: { authors: 1_000_000 },
      generators: {
        authors: () => {
          made += 1
          return {}
        },
      },
    })
    expect(made).toBe(0)
    for (const { row } of rows) {
      expect(row).toBeDefined()
      if (made === 3) break
    }
    expect(made).toBe(3)
  })

  it('keeps no row: the heap is the same after 2,000 rows and after 20,000', () => {
    setFlagsFromString('--expose-gc')
    // Sound: the flag above defines it in contexts made from then on.
    const collectGarbage = runInNewContext('gc') as () => void
    const heap: number[] = []
    let made = 0
    for (const { row } of fake(library, { seed: 1, counts: { authors: 4000, books: 2, chapters: 1 } })) {
      made += row.id.length > 0 ? 1 : 0
      if (made === 2000 || made === 20_000) {
        collectGarbage()
        heap.push(memoryUsage().heapUsed)
      }
    }
    expect(made).toBe(20_000)
    // 18,000 rows kept would take some 10 MB.
    expect((heap[1] ?? 0) - (heap[0] ?? 0)).toBeLessThan(2_000_000)
  }, 30_000)

  it('makes managed fields that tell of the past, in order', () => {
    for (const { row } of fake(library, {
      seed: 1,
      counts: { authors: 50 },
      now: '2020-06-01T00:00:00.000Z',
    })) {
      const { createdAt, updatedAt } = row as { createdAt: string; updatedAt: string }
      expect(createdAt <= updatedAt && updatedAt <= '2020-06-01T00:00:00.000Z').toBe(true)
    }
  })

  it('takes the values of fields from generators, which see where their row stands', () => {
    const rows = [
      ...fake(library, {
        seed: 7,
        counts: { authors: 2, books: 2, chapters: 2 },
        shared: ({ faker, index }) => ({ language: faker.helpers.arrayElement(['de', 'fr']), index }),
        generators: {
          authors: ({ shared, index, parent, root }) => ({
            name: `${shared.language} ${index} ${parent} ${root}`,
          }),
          books: ({ shared, parent, indexInParent, countInParent, siblings }) => ({
            title: [shared.language, parent.name, indexInParent, countInParent, siblings.length].join(' | '),
          }),
          chapters: ({ parent, root, siblings, now }) => ({
            pages: parent.title.length + root.name.length + siblings.length + now.getUTCMonth(),
          }),
        },
      }),
    ]
    const [author, book, chapter] = rows
    const name = (author?.row as { name: string }).name
    const title = (book?.row as { title: string }).title
    expect(name).toMatch(/^(de|fr) 0 null null$/)
    expect(title).toBe(`${name.slice(0, 2)} | ${name} | 0 | 2 | 0`)
    expect((chapter?.row as { pages: number }).pages).toBe(title.length + name.length)
  })

  it('draws names from the locale', async () => {
    const { ja } = await import('@faker-js/faker')
    const people = defineModel({
      service: 'people',
      entities: {
        people: defineEntity({
          singular: 'person',
          schema: z.object({ id: z.uuid(), lastName: z.string() }),
        }),
      },
    })
    for (const { row } of fake(people, { seed: 1, counts: { people: 20 }, locale: ja })) {
      expect(row.lastName).toMatch(/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+$/u)
    }
  })
})

describe('fake, foreign keys that are not the parent', () => {
  const students = defineEntity({ singular: 'student', schema: z.object({ id: z.uuid(), name: z.string() }) })
  const courses = defineEntity({
    singular: 'course',
    schema: z.object({ id: z.string().max(12), title: z.string(), courseId: z.string().nullable() }),
  })
  const enrolments = defineEntity({
    singular: 'enrolment',
    schema: z.object({ studentId: z.uuid(), courseId: z.string(), grade: z.number().min(1).max(6) }),
    key: ['studentId', 'courseId'],
    parent: 'studentId',
  })
  const lessons = defineEntity({
    singular: 'lesson',
    schema: z.object({ id: z.uuid(), courseId: z.string() }),
  })
  const visits = defineEntity({
    singular: 'visit',
    schema: z.object({ id: z.uuid(), studentId: z.uuid(), lessonId: z.uuid() }),
    parent: 'studentId',
  })
  const school = defineModel({
    service: 'school',
    entities: { students, visits, enrolments, courses, lessons },
  })

  it('point to rows that exist and have come before, unlike each other where they are a key', () => {
    const sizes = { students: 30, courses: 5, enrolments: 4, lessons: [0, 3], visits: [0, 2] } as const
    const known = { courses: new Set<string>(), lessons: new Set<string>() }
    const enrolled = new Set<string>()
    for (const { entity, row } of fake(school, { seed: 3, counts: sizes })) {
      if (entity === 'courses') {
        if (row.courseId !== null) expect(known.courses).toContain(row.courseId)
        known.courses.add(row.id)
      }
      if (entity === 'lessons') known.lessons.add(row.id)
      if (entity === 'visits') expect(known.lessons).toContain(row.lessonId)
      if (entity === 'enrolments') {
        expect(known.courses).toContain(row.courseId)
        enrolled.add(`${row.studentId} ${row.courseId}`)
      }
    }
    expect(known.courses.size).toBe(5)
    expect(enrolled.size).toBe(120)
  })

  it('are refused in one sentence where nothing is there to point to', () => {
    const rows = fake(school, { seed: 3, counts: { students: 1, courses: 2, enrolments: 3 } })
    expect(() => [...rows]).toThrow(
      'enrolments.courseId needs a different "courses" in each row below one parent, and there are none or too few. ' +
        'Raise `counts.courses`, or give `generators.enrolments` that returns courseId.',
    )
    const keyed = fake(school, {
      seed: 3,
      counts: { courses: 1 },
      generators: { courses: ({ index }) => ({ id: `c${index}` }) },
    })
    expect(() => [...keyed]).toThrow(
      'courses.id is made by `generators.courses`, but other rows point to "courses"',
    )
  })
})

describe('fake, errors', () => {
  const model = defineModel({
    service: 'errors',
    entities: {
      parts: defineEntity({
        singular: 'part',
        schema: z.object({
          id: z.uuid(),
          code: z
            .string()
            .regex(/^PART-[QX]{3}-\d{7}$/)
            .regex(/^[a-z]/),
        }),
      }),
      bolts: defineEntity({ singular: 'bolt', schema: z.object({ id: z.uuid(), partId: z.uuid() }) }),
    },
  })

  it('names the entity, the field and what to give when no maker fits', () => {
    const error = catchError(() => [...fake(model, { seed: 1, counts: { parts: 1 } })])
    expect(error).toMatchObject({ code: 'unsatisfied', entity: 'parts', field: 'code' })
    expect(error.message).toMatch(
      /^parts\.code: faker cannot make a value .* Give `generators\.parts` that returns code\.$/,
    )
  })

  it('tells a generator that its value is refused', () => {
    const rows = fake(model, { seed: 1, counts: { parts: 1 }, generators: { parts: () => ({ code: 'no' }) } })
    expect(catchError(() => [...rows]).message).toMatch(
      /^parts\.code: `generators\.parts` gives "no", which the schema refuses/,
    )
  })

  it.each([
    [{ seed: 0.5, counts: {} }, '`seed` is 0.5. Give an integer.'],
    [{ seed: 1, counts: {}, now: 'today' }, '`now` is "today". Give an ISO date-time.'],
    [{ seed: 1, counts: { parts: -1 } }, '`counts.parts` is -1. Give a whole number from 0'],
    [
      { seed: 1, counts: { parts: 1, bolts: [3, 1] as const } },
      '`counts.bolts` is [3,1]. Give a whole number from 0',
    ],
    [{ seed: 1, counts: { bolts: 1 } }, '`counts.bolts` is 1, but there are no "parts", their parents.'],
    [{ seed: 1, counts: { screws: 1 } }, '`counts.screws` names no entity. The model has parts, bolts.'],
    [{ seed: 1, counts: { parts: [1, 2] } }, '`counts.parts` is [1,2], but "parts" is a root.'],
  ])('refuses %j before it makes a row', (options, message) => {
    // Sound: wrong on purpose, as an untyped caller would be.
    const error = catchError(() => fake(model, options as Parameters<typeof fake<typeof model>>[1]))
    expect(error.code).toBe('invalid_options')
    expect(error.message).toContain(message)
  })

  it('refuses metadata that names no function of faker', () => {
    const wrong = defineModel({
      service: 'wrong',
      entities: {
        things: defineEntity({
          singular: 'thing',
          schema: z.object({
            id: z.uuid(),
            name: z.string().register(fieldMeta, { fake: 'person.nonsense' }),
          }),
        }),
      },
    })
    const error = catchError(() => fake(wrong, { seed: 1, counts: {} }))
    expect(error).toMatchObject({ code: 'unknown_path', entity: 'things', field: 'name' })
  })
})

function catchError(run: () => unknown): FakerError {
  try {
    run()
  } catch (error) {
    if (error instanceof FakerError) return error
    throw error
  }
  throw new Error('Nothing was thrown.')
}
