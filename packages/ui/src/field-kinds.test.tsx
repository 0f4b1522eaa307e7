import type { FieldDescription, FieldKind, FieldSpec } from '@throughline/schema'
import { cleanup, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { EntityCard } from './entity-card.tsx'
import { EntityForm } from './entity-form.tsx'
import { FieldInput } from './field-input.tsx'
import { FieldValue } from './field-value.tsx'
import { LocaleProvider } from './locale.tsx'
import { kindsModel, ledger } from './testing/kinds-model.ts'

const { fields, variants } = kindsModel.entities.ledgers
const at = new Date('2026-01-02T03:04:05.678Z')

afterEach(cleanup)

const field = (kind: FieldKind, rest: Partial<FieldDescription> = {}): FieldDescription => ({
  kind,
  optional: false,
  nullable: false,
  hasDefault: false,
  meta: {},
  ...rest,
})
const spec = (kind: FieldKind, rest: Partial<FieldDescription> = {}): FieldSpec => ({
  ...field(kind, rest),
  name: 'thing',
  label: 'Thing',
  required: true,
  managed: false,
  key: false,
})

/** A control that keeps what it is given, and what it told. */
function setUp(given: FieldSpec, value?: unknown) {
  const [change, parseError] = [vi.fn(), vi.fn()]
  function Held() {
    const [held, setHeld] = useState(value)
    return (
      <>
        <span id="label">Thing</span>
        <FieldInput
          labelledBy="label"
          spec={given}
          value={held}
          onChange={(next) => {
            change(next)
            setHeld(next)
          }}
          onParseError={parseError}
        />
      </>
    )
  }
  render(<Held />)
  return { change, parseError, user: userEvent.setup() }
}

const box = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Thing' })

describe('a bigint', () => {
  it('keeps every digit, grouped once one leaves it', async () => {
    const { change, user } = setUp(spec('bigint'), 9_007_199_254_740_993n)
    expect(box().value).toBe('9,007,199,254,740,993')
    await user.clear(box())
    await user.type(box(), '-123456789012345678901')
    expect(change).toHaveBeenLastCalledWith(-123_456_789_012_345_678_901n)
    await user.tab()
    expect(box().value).toBe('-123,456,789,012,345,678,901')
  })

  it('tells a text that is no whole number, keeps it in sight and makes no value of it', async () => {
    const { change, parseError, user } = setUp(spec('bigint', { lowest: '0' }), 5n)
    expect(box().inputMode).toBe('numeric')
    await user.type(box(), '.5')
    expect(parseError).toHaveBeenLastCalledWith('This is not a whole number, such as 12,500.')
    expect(change).not.toHaveBeenCalled()
    await user.tab()
    expect(box().value).toBe('5.5')
    await user.clear(box())
    expect(parseError).toHaveBeenLastCalledWith(undefined)
    expect(change).toHaveBeenLastCalledWith(undefined)
  })

  it('is none where it may be null', async () => {
    const { change, user } = setUp(spec('bigint', { nullable: true }), 5n)
    await user.clear(box())
    expect(change).toHaveBeenLastCalledWith(null)
    expect(box().value).toBe('')
  })
})

describe('a literal', () => {
  it('is one of its values, of whatever type', async () => {
    const { change, user } = setUp(spec('literal', { literals: ['auto', 12, -1] }), 12)
    expect(screen.getByRole<HTMLInputElement>('radio', { name: '12' }).checked).toBe(true)
    await user.click(screen.getByRole('radio', { name: '-1' }))
    expect(change).toHaveBeenLastCalledWith(-1)
    await user.click(screen.getByRole('radio', { name: 'Auto' }))
    expect(change).toHaveBeenLastCalledWith('auto')
  })

  it('is a list where it has many values, or may be none', async () => {
    const { change, user } = setUp(spec('literal', { literals: [1, 2], nullable: true }), null)
    const list = screen.getByRole('combobox', { name: 'Thing' })
    await user.selectOptions(list, '2')
    expect(change).toHaveBeenLastCalledWith(2)
    await user.selectOptions(list, 'None')
    expect(change).toHaveBeenLastCalledWith(null)
  })

  it('is a switch where one agrees to it', async () => {
    const { change, user } = setUp(spec('literal', { literals: [true] }))
    const agree = screen.getByRole<HTMLInputElement>('switch', { name: 'Thing' })
    expect(agree.checked).toBe(false)
    await user.click(agree)
    expect(change).toHaveBeenLastCalledWith(true)
    await user.click(agree)
    expect(change).toHaveBeenLastCalledWith(undefined)
  })
})

describe('what has no control of its own', () => {
  const [text, date, bigint] = [field('string'), field('date'), field('bigint')]

  it.each<[string, FieldSpec, unknown, string, unknown]>([
    ['a set', spec('set', { element: text }), new Set(['a']), '["b"]', new Set(['b'])],
    ['a list of dates', spec('array', { element: date }), [at], '["2026-07-01"]', [new Date('2026-07-01')]],
    [
      'a map',
      spec('map', { keys: text, element: bigint }),
      new Map([['a', 1n]]),
      '[["b","2"]]',
      new Map([['b', 2n]]),
    ],
    ['a tuple', spec('tuple', { items: [text, bigint] }), ['a', 1n], '["b","2"]', ['b', 2n]],
    [
      'a union',
      spec('union', { options: [date, text] }),
      at,
      '{"$date":"2026-07-01"}',
      new Date('2026-07-01'),
    ],
  ])('is JSON: %s', async (_name, given, value, typed, made) => {
    const { change, parseError, user } = setUp(given, value)
    await user.clear(box())
    await user.click(box())
    await user.paste(typed)
    expect(change).toHaveBeenLastCalledWith(made)
    await user.type(box(), '!')
    expect(parseError).toHaveBeenLastCalledWith(expect.stringContaining('This is not valid JSON'))
    expect(change).toHaveBeenCalledTimes(2)
  })

  it('shows a value as the JSON that it reads', () => {
    setUp(spec('map', { keys: text, element: date }), new Map([['a', at]]))
    expect(JSON.parse(box().value)).toEqual([['a', at.toISOString()]])
  })

  it('has the control of what it refers to', () => {
    setUp(spec('lazy', { resolve: () => field('boolean') }), true)
    expect(screen.getByRole('switch', { name: 'Thing' })).toBeDefined()
  })
})

describe('FieldValue', () => {
  const numbers = new Map<unknown, unknown>([[1, 2n]])

  it.each<[string, FieldSpec, unknown, string]>([
    ['a bigint', spec('bigint'), 9_007_199_254_740_993n, '9.007.199.254.740.993'],
    ['a literal', spec('literal', { literals: [1000] }), 1000, '1.000'],
    ['a named literal', spec('literal', { meta: { valueLabels: { 7: 'Weekly' } } }), 7, 'Weekly'],
    ['a set', spec('set', { element: field('string') }), new Set(['a', 'b']), 'a, b'],
    ['an empty set', spec('set', { element: field('string') }), new Set(), '–None'],
    [
      'a tuple',
      spec('tuple', { items: [field('bigint'), field('date')] }),
      [1000n, at],
      '1.000, 2. Jan. 2026',
    ],
    ['a map', spec('map'), numbers, '{ "1": "2" }'],
    [
      'a map with other keys',
      spec('map'),
      new Map([[at, new Set([1n])]]),
      `[ [ "${at.toISOString()}", [ "1" ] ] ]`,
    ],
    ['an empty map', spec('map'), new Map(), '–None'],
    ['a union’s text', spec('union'), 'x', 'x'],
    ['a union’s bigint', spec('union'), 1000n, '1.000'],
    ['a union’s set', spec('union'), new Set([1000n]), '1.000'],
    ['a union’s boolean', spec('union'), false, 'No'],
    ['a union’s object', spec('union'), { at, of: 1n }, `{ "at": "${at.toISOString()}", "of": "1" }`],
    ['a recursive field', spec('lazy', { resolve: () => field('enum') }), 'past_due', 'Past due'],
  ])('reads %s', (_name, given, value, shown) => {
    const { container } = render(
      <LocaleProvider locale="de-DE">
        <FieldValue spec={given} value={value} />
      </LocaleProvider>,
    )
    expect(container.textContent?.replaceAll(/\s+/g, ' ')).toBe(shown)
  })
})

describe('a form of such fields', () => {
  it('hands over what the schema takes: the text of a codec, not what it decodes to', async () => {
    const submit = vi.fn()
    const user = userEvent.setup()
    render(
      <EntityForm
        defaultValues={ledger as never}
        schema={variants.insert}
        specs={fields}
        onSubmit={submit}
      />,
    )
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(submit).toHaveBeenCalledTimes(1)
    expect(submit.mock.lastCall?.[0]).toEqual({ ...ledger, openedAt: '2025-11-03T09:30:00.000Z' })
    expect(variants.insert.safeParse(submit.mock.lastCall?.[0]).success).toBe(true)
  })

  it('does not agree by itself, and says what is missing', async () => {
    const user = userEvent.setup()
    render(<EntityForm schema={variants.insert} specs={fields} onSubmit={vi.fn()} />)
    await user.click(screen.getByRole('button', { name: 'Save' }))
    const agreed = screen.getByRole<HTMLInputElement>('switch', { name: /^Agreed/ })
    expect(agreed.checked).toBe(false)
    expect(document.getElementById(agreed.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Agreed is required.',
    )
  })

  it('saves from a card what was changed alone', async () => {
    const save = vi.fn()
    const user = userEvent.setup()
    render(<EntityCard row={ledger} schema={variants.insert} specs={fields} title="Ledger" onSave={save} />)
    await user.click(screen.getByRole('button', { name: /^Edit/ }))
    const labels = await screen.findByRole('textbox', { name: /^Labels/ }, { timeout: 10_000 })
    await user.clear(labels)
    await user.click(labels)
    await user.paste('["audited"]')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(save.mock.calls).toEqual([[{ labels: new Set(['audited']) }, ledger]])
  })
})
