// @vitest-environment happy-dom
import { render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { EntityForm } from './entity-form.tsx'
import { translateFields, useSpecs } from './field-texts.ts'
import { german } from './german.ts'
import { LocaleProvider } from './locale.tsx'
import { sentenceTranslator } from './sentences.ts'
import { note, sampleModel } from './testing/sample-model.ts'
import { defineTexts, translateTexts, useTexts } from './texts.ts'
import { useSentence } from './use-sentence.ts'
import { uiTexts } from './ui-texts.ts'

const { notes } = sampleModel.entities

const texts = defineTexts({
  hello: 'Hello',
  many: (count: number) => `${count} things`,
  deep: { end: 'End' },
})

const translated = translateTexts(
  texts,
  { hello: 'Hallo', many: (count) => `${count} Dinge`, deep: { end: 'Ende' } },
  {
    sentence: sentenceTranslator({
      'Use at most {max} characters, not {count}.': 'Höchstens {max} Zeichen, nicht {count}.',
      'No. (Never.)': 'Nein.',
    }),
    fields: [
      translateFields(notes, {
        subject: 'Betreff',
        priority: {
          label: 'Rang',
          help: 'Wie eilig?',
          values: { high: 'Hoch', low: 'Tief', normal: 'Mittel' },
        },
        dueOn: 'Fällig',
        done: 'Erledigt',
      }),
    ],
  },
)

const wrong = {
  missing: { hello: 'Hallo', deep: { end: 'Ende' } },
  misread: { hello: 'a', many: (text: Date) => String(text), deep: { end: 'a' } },
  unnamed: { subject: 'a', dueOn: 'b', done: 'c' },
}
const refused = () => {
  // @ts-expect-error -- a text is missing
  translateTexts(texts, wrong.missing)
  // @ts-expect-error -- it takes a number
  translateTexts(texts, wrong.misread)
  // @ts-expect-error -- a field is missing
  translateFields(notes, wrong.unnamed)
}
void refused

function Words() {
  const say = useSentence()
  const { hello, many, deep } = useTexts(texts)
  const specs = useSpecs(notes.fields)
  const sentences = ['Use at most 5 characters, not 9.', 'No. (Never.)', 'Other.'].map((sentence) =>
    say(sentence),
  )
  return (
    <p>
      {[hello, many(2), deep.end, specs.find(({ name }) => name === 'subject')?.label, ...sentences].join(
        '|',
      )}
    </p>
  )
}

describe('texts', () => {
  it('are English without a translation, and follow the provider', () => {
    const { container, rerender } = render(<Words />)
    expect(container.textContent).toBe(
      'Hello|2 things|End|Subject|Use at most 5 characters, not 9.|No. (Never.)|Other.',
    )
    rerender(
      <LocaleProvider locale="de" translations={[translated]}>
        <Words />
      </LocaleProvider>,
    )
    expect(container.textContent).toBe(
      'Hallo|2 Dinge|Ende|Betreff|Höchstens 5 Zeichen, nicht 9.|Nein.|Other.',
    )
  })

  it('reach forms: their fields, values, helps and buttons', () => {
    render(
      <LocaleProvider locale="de" translations={[german, translated]}>
        <EntityForm
          defaultValues={note}
          schema={notes.variants.insert}
          specs={notes.fields}
          onSubmit={() => {}}
        />
      </LocaleProvider>,
    )
    expect(screen.getByLabelText(/^Betreff/)).toBeTruthy()
    expect(screen.getByText('Wie eilig?')).toBeTruthy()
    expect(screen.getByLabelText('Mittel')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Speichern' })).toBeTruthy()
  })

  it('of German say something for each English one, and another thing', () => {
    const same = new Set(['System', 'Filter', '{}: {}', '{}: {} – {}'])
    const said = flat(german.texts)
    for (const [name, english] of flat(uiTexts.english)) {
      const own = said.get(name) ?? ''
      expect(own, name).not.toBe('')
      if (!same.has(own)) expect(own, name).not.toBe(english)
    }
  })
})

/** All texts by name, those with places filled in alike. */
function flat(table: unknown, path = '', all = new Map<string, string>()): ReadonlyMap<string, string> {
  for (const [name, text] of Object.entries(table as Readonly<Record<string, unknown>>)) {
    const full = `${path}${name}`
    if (typeof text === 'string') all.set(full, text)
    else if (typeof text === 'function')
      all.set(full, (text as (...places: string[]) => string)('{}', '{}', '{}'))
    else flat(text, `${full}.`, all)
  }
  return all
}
