// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { personsModel } from '../model/persons-model.ts'
import { germanFields } from './german-fields.ts'
import { germanSentence } from './german-sentences.ts'

/** All sentences in the model's sources, with something in each place of theirs. */
function sentences(): string[] {
  const folders = ['../model/', '../phone/'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)))
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .flatMap((file) => {
        const code = readFileSync(`${folder}${file}`, 'utf8').replaceAll(/^\s*(\*|\/\/).*$/gm, '')
        return [...code.matchAll(/'([A-Z][^'\n]* [^'\n]*\.)'|`([A-Z][^`\n]* [^`\n]*\.)`/g)].map(
          ([, plain, template = '']) => plain ?? template.replaceAll(/\$\{[^}]*\}/g, '7'),
        )
      }),
  )
}

describe('German', () => {
  it('has a sentence for each of the model', () => {
    const all = sentences().filter((sentence) => sentence !== 'Gross, a year.')
    expect(all.length).toBeGreaterThan(40)
    expect(all.filter((sentence) => germanSentence(sentence) === undefined)).toEqual([])
  })

  it('puts what a sentence tells into its place', () => {
    expect(germanSentence('An IBAN of DE has 22 characters; this one has 21.')).toBe(
      'Eine IBAN aus DE hat 22 Zeichen; diese hat 21.',
    )
  })

  it('has each entity, by its specs', () => {
    const specs = Object.values(personsModel.entities).map(({ fields }) => fields)
    expect(germanFields.map(([of]) => of)).toEqual(expect.arrayContaining(specs))
  })
})
