'use client'

import { useEffect, useRef } from 'react'
import { CardContent } from './card.tsx'
import { EntityForm } from './entity-form.tsx'
import type { EntityCardFormProps, EntityCardFrameProps } from './entity-card.types.ts'
import { useRowHold } from './row-hold.tsx'
import type { StandardSchema } from './standard-schema.ts'
import type { FormEdit } from './use-entity-form.ts'
import { useUiTexts } from './use-ui-texts.ts'

export interface CardEditorProps<TRow extends object> {
  card: EntityCardFrameProps<TRow>
  /** Names the row. */
  name: string
  /** The row as it was when the edit began: what changes elsewhere meanwhile is no change of the editor's. */
  begun: TRow
  onClose: () => void
}

/** The form in the place of a card's values. */
export function CardEditor<TRow extends object>({ card, name, begun, onClose }: CardEditorProps<TRow>) {
  const { row, withheld, onSave } = card
  const isGone = useRowHold(true)
  const content = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const section = content.current?.parentElement
    return () => section?.querySelector<HTMLElement>('[data-edit]')?.focus()
  }, [])
  const form: EntityCardFormProps<TRow> = {
    defaultValues: begun,
    currentValues: row,
    ...(withheld && { withheld }),
    onSubmit: async (_values: Partial<TRow>, { changes, base }: FormEdit<TRow>) => {
      if (Object.keys(changes).length > 0) await onSave?.(changes, base)
      onClose()
    },
    onCancel: onClose,
  }
  const Own = card.form?.loaded()
  return (
    <div ref={content} className="tl:contents">
      <CardContent>
        {isGone && <GoneNote />}
        {Own ? (
          <Own {...form} />
        ) : (
          (card.renderForm?.(form) ?? <SpecsForm card={card} form={form} name={name} />)
        )}
      </CardContent>
    </div>
  )
}

/** What is edited is not there any more; the form stays, so that what was written can be read, and copied. */
function GoneNote() {
  const { live } = useUiTexts()
  return (
    <p
      className="tl-reset tl:mb-4 tl:rounded-md tl:border tl:border-destructive/30 tl:bg-destructive/5 tl:px-3 tl:py-2.5 tl:text-destructive"
      role="alert"
    >
      {live.deleted}
    </p>
  )
}

interface SpecsFormProps<TRow extends object> {
  card: EntityCardFrameProps<TRow>
  form: EntityCardFormProps<TRow>
  name: string
}

function SpecsForm<TRow extends object>({ card, form, name }: SpecsFormProps<TRow>) {
  const { edit } = useUiTexts().card
  if (!card.schema || !card.specs)
    throw new Error(
      'The card can be edited but has no form. Give it `schema` and `specs`, `form` or `renderForm`.',
    )
  // Sound: what the schema takes is a row without what the server keeps, and the card hands on changes alone.
  const schema = card.schema as StandardSchema<TRow>
  return <EntityForm autoFocus label={edit(name)} schema={schema} specs={card.specs} {...form} />
}
