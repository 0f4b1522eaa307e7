import type { ScaffoldField } from './fields.ts'
import type { Files } from './files.types.ts'
import type { EntityNames } from './names.ts'

/** The cards, forms, texts and stories of a new domain. */
export function uiFiles(names: EntityNames, fields: readonly ScaffoldField[]): Files {
  const { type, types, plural, folder, file } = names
  return {
    'ui/index.ts': `export { ${type}Card, type ${type}CardProps } from './${file}-card.tsx'
export { ${type}Form, type ${type}FormProps } from './${file}-form.tsx'
export { ${plural}Texts, use${types}Texts } from './${folder}-texts.ts'
export type { InsertOf, RowCardProps, RowFormProps, RowOf, UpdateOf } from './row.types.ts'
`,
    'ui/row.types.ts': rowTypesFile(names),
    'ui/new-row.ts': newRowFile,
    [`ui/${folder}-texts.ts`]: textsFile(names),
    [`ui/${file}-card.tsx`]: cardFile(names, fields),
    [`ui/${file}-form.tsx`]: formFile(names),
    [`ui/${file}-card.stories.tsx`]: cardStories(names),
    [`ui/${file}-form.stories.tsx`]: formStories(names),
    'ui/testing/sample-rows.ts': sampleFile(names, fields),
  }
}

/** `an orderLine`, `a note`, as sentences have it. */
export function withArticle({ type }: EntityNames): string {
  const words = type.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase()
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`
}

function wordsOf(names: EntityNames): string {
  return withArticle(names).replace(/^an? /, '')
}

function rowTypesFile({ plural, folder }: EntityNames): string {
  return `import type { Insert, Row, Update } from '@throughline/schema'
import type { FormEdit } from '@throughline/ui'
import type { ${plural}Model } from '../model/${folder}-model.ts'

type Entities = (typeof ${plural}Model)['entities']

/** A row of one of the domain's entities. */
export type RowOf<TName extends keyof Entities> = Row<Entities[TName]>

/** What creates a row. */
export type InsertOf<TName extends keyof Entities> = Insert<Entities[TName]>

/** What changes a row. */
export type UpdateOf<TName extends keyof Entities> = Update<Entities[TName]>

/** What every form of the domain takes. */
export interface RowFormProps<TName extends keyof Entities> {
  /** A row to edit, or what is known of a new one; a new row's \`id\` is made here. */
  defaultValues?: Partial<InsertOf<TName>>
  /** The row as it is now, where others may change it while the form is open: the form follows, or tells of it. */
  currentValues?: Partial<InsertOf<TName>>
  /** Names of the fields that the server masks or leaves out. */
  withheld?: readonly string[]
  /** Gets the values, and what the edit comes to: the changed fields, and the row that it began from. */
  onSubmit: (values: InsertOf<TName>, edit: FormEdit<InsertOf<TName>>) => unknown
  onCancel?: () => void
  submitLabel?: string
}

/** What every card of the domain takes besides its row. */
export interface RowCardProps<TName extends keyof Entities> {
  /** Names of the fields that the server masks or leaves out: shown as given, and not edited. */
  withheld?: readonly string[]
  /** Gets the changed fields alone, and the row that the edit began from; where it rejects, the card shows why. */
  onSave?: (changes: UpdateOf<TName>, base: Partial<RowOf<TName>>) => unknown
  onDelete?: () => unknown
  /** Says in the question before a delete what goes with the row, and whether it comes back. */
  deleteDescription?: string | undefined
}
`
}

const newRowFile = `import { useState } from 'react'

/** The values that a form begins with: those of a row, or those of a new one with an id of its own. */
export function useRowValues<TValues extends { id?: string }>(
  given: Partial<TValues> = {},
): Partial<TValues> {
  const [values] = useState(() => ({ ...given, id: given.id ?? crypto.randomUUID() }))
  return values
}
`

function textsFile(names: EntityNames): string {
  const { types, plural, singular } = names
  const words = wordsOf(names)
  return `import { defineTexts, useTexts } from '@throughline/ui'

/** The texts of the cards and forms; the names of fields come from the model. */
export const ${plural}Texts = defineTexts({
  ${singular}: {
    new: 'New ${words}',
    edit: 'Edit ${words}',
    /** Inside "Edit …" and "Delete …", where a row has no name of its own. */
    one: '${words}',
  },
})

/** The texts in the language in force. */
export function use${types}Texts(): typeof ${plural}Texts.english {
  return useTexts(${plural}Texts)
}
`
}

function cardFile(names: EntityNames, fields: readonly ScaffoldField[]): string {
  const { type, types, plural, singular, folder, file } = names
  const title = fields.find(({ isTitle }) => isTitle)
  const [line, value] =
    title === undefined
      ? [`  const { one } = use${types}Texts().${singular}\n`, 'one']
      : ['', `${singular}.${title.name}`]
  const texts = title === undefined ? `import { use${types}Texts } from './${folder}-texts.ts'\n` : ''
  return `'use client'

import { EntityCard } from '@throughline/ui'
import { ${plural}Model } from '../model/${folder}-model.ts'
import { ${type}Form } from './${file}-form.tsx'
${texts}import type { RowCardProps, RowOf } from './row.types.ts'

const { fields } = ${plural}Model.entities.${plural}

export interface ${type}CardProps extends RowCardProps<'${plural}'> {
  ${singular}: RowOf<'${plural}'>
}

/** All fields of ${withArticle(names)}; turns into its form in place. */
export function ${type}Card({ ${singular}, ...actions }: ${type}CardProps) {
${line}  return (
    <EntityCard
      {...actions}
      name={${value}}
      renderForm={(form) => <${type}Form {...form} />}
      row={${singular}}
      specs={fields}
      title={${value}}
    />
  )
}
`
}

function formFile(names: EntityNames): string {
  const { type, types, plural, singular, folder } = names
  return `'use client'

import { EntityForm } from '@throughline/ui'
import { ${plural}Model } from '../model/${folder}-model.ts'
import { use${types}Texts } from './${folder}-texts.ts'
import { useRowValues } from './new-row.ts'
import type { InsertOf, RowFormProps } from './row.types.ts'

const { fields, variants } = ${plural}Model.entities.${plural}

export type ${type}FormProps = RowFormProps<'${plural}'>

/** Creates or edits ${withArticle(names)}. */
export function ${type}Form({ defaultValues, ...props }: ${type}FormProps) {
  const texts = use${types}Texts().${singular}
  const values = useRowValues<InsertOf<'${plural}'>>(defaultValues)
  return (
    <EntityForm
      autoFocus
      defaultValues={values}
      label={defaultValues?.id === undefined ? texts.new : texts.edit}
      schema={variants.insert}
      specs={fields}
      {...props}
    />
  )
}
`
}

const frame = `decorators: [
    (Story) => (
      <div style={{ maxWidth: 560 }}>
        <Story />
      </div>
    ),
  ],`

function cardStories({ type, types, singular, file }: EntityNames): string {
  return `import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent } from 'storybook/test'
import { ${type}Card } from './${file}-card.tsx'
import { ${singular} } from './testing/sample-rows.ts'

const meta = {
  title: '${types}/${type}Card',
  component: ${type}Card,
  args: { ${singular}, onSave: fn(), onDelete: fn() },
  ${frame}
} satisfies Meta<typeof ${type}Card>

export default meta

type Story = StoryObj<typeof meta>

export const Default: Story = {}

export const EditInline: Story = {
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: /^Edit / }))
    await expect(await canvas.findByRole('button', { name: 'Save' })).toBeVisible()
  },
}
`
}

function formStories(names: EntityNames): string {
  const { type, types, singular, file } = names
  return `import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent } from 'storybook/test'
import { ${type}Form } from './${file}-form.tsx'
import { ${singular} } from './testing/sample-rows.ts'

const meta = {
  title: '${types}/${type}Form',
  component: ${type}Form,
  args: { onSubmit: fn(), onCancel: fn() },
  ${frame}
} satisfies Meta<typeof ${type}Form>

export default meta

type Story = StoryObj<typeof meta>

export const New: Story = { args: { submitLabel: 'Create ${wordsOf(names)}' } }

export const Edit: Story = {
  args: { defaultValues: ${singular} },
  play: async ({ args, canvas }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Cancel' }))
    await expect(args.onCancel).toHaveBeenCalled()
  },
}
`
}

function sampleFile(names: EntityNames, fields: readonly ScaffoldField[]): string {
  const { plural, singular } = names
  const lines = fields.map(({ name, sample }) => `  ${name}: ${sample},\n`).join('')
  return `import type { RowOf } from '../row.types.ts'

/** ${withArticle(names).replace(/^a/, 'A')}, as stories show it. */
export const ${singular}: RowOf<'${plural}'> = {
  id: '7d0a3a52-6a3b-4f43-9d5e-1f6a9c1f0b01',
${lines}}
`
}
