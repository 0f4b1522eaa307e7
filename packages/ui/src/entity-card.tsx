'use client'

import type { FieldSpec } from '@throughline/schema'
import { Pencil, Trash2 } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { IconButton } from './button.tsx'
import { classNames } from './class-names.ts'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from './card.tsx'
import { ConfirmDialog } from './dialog.tsx'
import { EntityForm } from './entity-form.tsx'
import { type FieldValues, findSpec, rowCurrency, visibleSpecs } from './field-specs.ts'
import { FieldList, FieldValue } from './field-value.tsx'
import { Icon } from './icon.tsx'
import type { StandardSchema } from './standard-schema.ts'
import type { FormEdit } from './use-entity-form.ts'

/** What the form in a card is given. */
export interface EntityCardFormProps<TRow extends object> {
  defaultValues: TRow
  /** The row as it is now: a form that takes it is told of what others change. */
  currentValues: TRow
  withheld?: readonly string[]
  /** Takes the whole row and what the edit comes to; the card hands on what changed. */
  onSubmit: (values: Partial<TRow>, edit: FormEdit<TRow>) => Promise<void>
  onCancel: () => void
}

export interface EntityCardProps<TRow extends object> {
  title: ReactNode
  subtitle?: ReactNode
  /** Marks beside the title. */
  badges?: ReactNode
  /** What stands before the title, such as an icon or an avatar. */
  media?: ReactNode
  row: TRow
  specs: readonly FieldSpec[]
  /** Names of the fields to show, in order; every visible one without it, and none where the header says it all. */
  fields?: readonly string[]
  /** Standard Schema of a whole row, for the form: the entity's insert variant. */
  schema?: StandardSchema
  /** Names of the fields that the server masks or leaves out: shown as given, and not edited. */
  withheld?: readonly string[] | undefined
  /**
   * Makes the card editable; gets the changed fields alone, and the row that the edit began from, and is not called when
   * nothing changed.
   */
  onSave?: ((changes: Partial<TRow>, base: Partial<TRow>) => unknown) | undefined
  /** Makes the card deletable, after it was confirmed. */
  onDelete?: (() => unknown) | undefined
  /** Names the row in "Edit …" and "Delete …"; the title where that is a string. */
  name?: string
  /** Says in the confirmation what goes with the row. */
  deleteDescription?: ReactNode
  /** Replaces the list of fields. */
  children?: ReactNode
  /** Replaces the form. */
  renderForm?: (props: EntityCardFormProps<TRow>) => ReactNode
  headingLevel?: 2 | 3 | 4
}

/** One row: its values, and in their place its form while one edits. */
export function EntityCard<TRow extends object>(props: EntityCardProps<TRow>) {
  const { row, onSave } = props
  // The row as it was when the edit began: what changes elsewhere meanwhile is no change of the editor's.
  const [edited, setEdited] = useState<TRow>()
  const editing = edited !== undefined
  const card = useRef<HTMLElement>(null)
  const wasEditing = useRef(false)
  useEffect(() => {
    if (wasEditing.current && !editing) card.current?.querySelector<HTMLElement>('[data-edit]')?.focus()
    wasEditing.current = editing
  }, [editing])
  const submit = async (_values: Partial<TRow>, { changes, base }: FormEdit<TRow>) => {
    if (Object.keys(changes).length > 0) await onSave?.(changes, base)
    setEdited(undefined)
  }
  const form: EntityCardFormProps<TRow> = {
    defaultValues: edited ?? row,
    currentValues: row,
    ...(props.withheld && { withheld: props.withheld }),
    onSubmit: submit,
    onCancel: () => setEdited(undefined),
  }
  return (
    <Card
      ref={card}
      aria-label={nameOf(props)}
      className={editing ? 'tl:border-ring/60 tl:shadow-sm' : undefined}
    >
      <EntityCardHeader {...props} editing={editing} onEdit={() => setEdited(row)} />
      {editing ? (
        <CardContent>
          <EntityCardForm {...props} form={form} />
        </CardContent>
      ) : (
        <EntityCardBody {...props} />
      )}
    </Card>
  )
}

type HeaderProps<TRow extends object> = EntityCardProps<TRow> & { editing: boolean; onEdit: () => void }

function EntityCardHeader<TRow extends object>(props: HeaderProps<TRow>) {
  const { title, subtitle, badges, media, onSave, onDelete, editing, onEdit, headingLevel = 3 } = props
  const [confirming, setConfirming] = useState(false)
  const name = nameOf(props)
  return (
    <CardHeader>
      {media}
      <div className="tl-reset tl:flex tl:min-w-0 tl:grow tl:flex-col tl:gap-0.5">
        <div
          className={classNames(
            'tl-reset tl:flex tl:flex-wrap tl:items-center tl:gap-x-2 tl:gap-y-1',
            subtitle === undefined && media !== undefined && 'tl:min-h-9',
          )}
        >
          <CardTitle level={headingLevel}>{title}</CardTitle>
          {badges}
        </div>
        {subtitle !== undefined && <CardDescription>{subtitle}</CardDescription>}
      </div>
      {!editing && (onSave || onDelete) && (
        <div className="tl-reset tl:-mr-1.5 tl:flex tl:shrink-0 tl:gap-0.5">
          {onSave && (
            <IconButton
              data-edit=""
              icon={<Icon icon={Pencil} />}
              label={`Edit ${name}`}
              size="sm"
              onClick={onEdit}
            />
          )}
          {onDelete && (
            <IconButton
              icon={<Icon icon={Trash2} />}
              label={`Delete ${name}`}
              size="sm"
              onClick={() => setConfirming(true)}
            />
          )}
        </div>
      )}
      {onDelete && (
        <ConfirmDialog
          destructive
          confirmLabel="Delete"
          description={props.deleteDescription ?? 'This cannot be undone.'}
          open={confirming}
          title={`Delete ${name}?`}
          onConfirm={onDelete}
          onOpenChange={setConfirming}
        />
      )}
    </CardHeader>
  )
}

function EntityCardForm<TRow extends object>(
  props: EntityCardProps<TRow> & { form: EntityCardFormProps<TRow> },
) {
  const { form, renderForm, schema, specs } = props
  if (renderForm) return renderForm(form)
  if (!schema)
    throw new Error('The card can be edited but has no form. Give EntityCard `schema` or `renderForm`.')
  // Sound: what the schema takes is a row without what the server keeps, and the card hands on changes alone.
  const rowSchema = schema as StandardSchema<TRow>
  return <EntityForm autoFocus label={`Edit ${nameOf(props)}`} schema={rowSchema} specs={specs} {...form} />
}

function EntityCardBody<TRow extends object>(props: EntityCardProps<TRow>) {
  if (props.children === undefined && props.fields?.length === 0) return <div className="tl:h-1" />
  return <CardContent>{props.children ?? <EntityCardFields {...props} />}</CardContent>
}

function EntityCardFields<TRow extends object>({ row, specs, fields, withheld }: EntityCardProps<TRow>) {
  const values: FieldValues = Object.fromEntries(Object.entries(row))
  const shown = fields ? fields.flatMap((name) => findSpec(specs, name) ?? []) : visibleSpecs(specs)
  const currency = rowCurrency(specs, values)
  return (
    <FieldList
      items={shown.map((spec) => ({
        label: spec.label,
        value: (
          <FieldValue
            currency={currency}
            spec={spec}
            value={values[spec.name]}
            withheld={withheld?.includes(spec.name)}
          />
        ),
      }))}
    />
  )
}

function nameOf({ name, title }: { name?: string; title: ReactNode }): string {
  return name ?? (typeof title === 'string' ? title : 'this')
}
