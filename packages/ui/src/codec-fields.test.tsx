import { memoryStore } from '@throughline/schema/memory'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { EntityForm } from './entity-form.tsx'
import { FieldValue } from './field-value.tsx'
import { inputFor } from './field-input.tsx'
import { findSpec } from './field-specs.ts'
import { initialValues } from './form-values.ts'
import type { FormEdit } from './use-entity-form.ts'
import { TextInput } from './inputs/text-input.tsx'
import { codecModel, type Offer, offer, writtenOffer } from './testing/codec-model.ts'

const { fields, variants } = codecModel.entities.offers
type Written = typeof writtenOffer
type Submit = (values: Written, edit: FormEdit<Written>) => unknown

afterEach(cleanup)

const spec = (name: keyof Offer) => {
  const found = findSpec(fields, name)
  if (!found) throw new Error(`No field "${name}".`)
  return found
}
const box = (name: RegExp) => screen.getByLabelText<HTMLInputElement>(name)
const descriptionOf = (input: HTMLElement) =>
  (input.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent)
    .join(' ')

function setUp(current?: Offer) {
  const submit = vi.fn<Submit>()
  const form = (row: Offer | undefined) => (
    <EntityForm
      // Sound: a row is read, and what the form makes of it is written.
      currentValues={row as never}
      defaultValues={offer as never}
      schema={variants.insert}
      specs={fields}
      onSubmit={submit as never}
    />
  )
  const { rerender } = render(form(current))
  const save = () => user.click(screen.getByRole('button', { name: 'Save' }))
  const user = userEvent.setup()
  const type = async (name: RegExp, text: string) => {
    await user.clear(box(name))
    await user.type(box(name), text)
  }
  return { submit, user, save, type, follow: (row: Offer) => rerender(form(row)) }
}

describe('a field with a codec', () => {
  it('is edited as it is written, which is not always its form in JSON', () => {
    setUp()
    expect(box(/^Valid on/).type).toBe('date')
    expect(box(/^Valid on/).value).toBe('2026-09-01')
    expect(box(/^Sent at/).type).toBe('datetime-local')
    expect(box(/^Price/).value).toBe('12.50')
    expect(box(/^Opens at/).value).toBe('08:30')
    expect(box(/^Stock/).value).toBe('90071992547409931')
  })

  it('hands back what the store takes, and as changes those alone that were edited', async () => {
    const { submit, save, type } = setUp()
    fireEvent.change(box(/^Valid on/), { target: { value: '2026-10-02' } })
    await type(/^Price/, '7.05')
    await save()
    const [values, { changes }] = submit.mock.lastCall ?? [undefined, { changes: {} }]
    expect(values).toEqual({ ...writtenOffer, validOn: '2026-10-02', price: '7.05' })
    expect(changes).toEqual({ validOn: '2026-10-02', price: '7.05' })
    const store = memoryStore(codecModel)
    await store.load([{ entity: 'offers', row: offer }])
    const mutationId = '5f0c2b1e-7a54-4a55-9d3c-8d0f5a1c2b01'
    const [outcome] = await store.push([
      { mutationId, entity: 'offers', op: 'update', key: { id: offer.id }, changes },
    ])
    expect(outcome).toMatchObject({
      status: 'applied',
      stored: { row: { ...offer, validOn: new Date('2026-10-02'), price: 705 } },
    })
  })

  it('is checked through its codec: the text, what is made of it, and what the codec itself says', async () => {
    const { submit, user, save, type } = setUp()
    await type(/^Price/, 'much')
    await user.tab()
    expect(descriptionOf(box(/^Price/))).toBe('Write an amount such as 12.50.')
    await type(/^Price/, '0.99')
    expect(descriptionOf(box(/^Price/))).toBe('At least 1.00.')
    await type(/^Opens at/, '25:00')
    await save()
    expect(descriptionOf(box(/^Opens at/))).toBe('"25:00" is no time of day.')
    expect(submit).not.toHaveBeenCalled()
  })

  it('is asked for where it is empty', async () => {
    const { save, user } = setUp()
    expect(box(/^Price/).getAttribute('aria-required')).toBe('true')
    expect(box(/^Sent at/).getAttribute('aria-required')).toBeNull()
    fireEvent.change(box(/^Valid on/), { target: { value: '' } })
    await user.tab()
    await save()
    expect(descriptionOf(box(/^Valid on/))).toBe('Valid on is required.')
  })

  it('says in the form what a codec throws, and goes on once that is mended', async () => {
    const { submit, save, type } = setUp()
    await type(/^Stock/, 'many')
    await save()
    expect(screen.getByRole('alert').textContent).toMatch(/BigInt/)
    await type(/^Stock/, '12')
    await save()
    await waitFor(() => expect(submit.mock.lastCall?.[1].changes).toEqual({ stock: '12' }))
  })

  it('follows the row, as it is written', () => {
    const { follow } = setUp(offer)
    follow({ ...offer, price: 705, validOn: new Date('2026-12-24') })
    expect(box(/^Price/).value).toBe('7.05')
    expect(box(/^Valid on/).value).toBe('2026-12-24')
  })

  it('begins with what is written already as it is, and without the schema with its form in JSON', () => {
    expect(initialValues(fields, writtenOffer, variants.insert)).toEqual(writtenOffer)
    expect(initialValues(fields, offer)).toEqual({ ...writtenOffer, price: '1250', opensAt: '510' })
  })

  it('is typed as a text where an amount of money is written as one', () => {
    const price = spec('price')
    expect(inputFor({ ...price, meta: { widget: 'money' } })).toBe(TextInput)
  })

  it.each<[keyof Offer, string | RegExp]>([
    ['validOn', 'Sep 1, 2026'],
    ['sentAt', /^Aug 20, 2026, \d+:30\s[AP]M$/],
    ['price', '1,250'],
    ['opensAt', '510'],
    ['stock', '90,071,992,547,409,931'],
  ])('is shown as it is read: %s', (name, text) => {
    const { container } = render(<FieldValue spec={spec(name)} value={offer[name]} />)
    expect(container.textContent).toMatch(text)
  })
})
