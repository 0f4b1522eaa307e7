'use client'

import type { FieldKind, FieldSpec } from '@throughline/schema'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useId, useState } from 'react'
import { classNames } from './class-names.ts'
import { FieldInput, type FieldInputComponent } from './field-input.tsx'
import { inputSpec, isSwitch, rowCurrency } from './field-specs.ts'
import { EntityFormContext, useEntityField, useEntityFormValues } from './use-entity-form.ts'

type Register = (name: string) => () => void

const RegisterContext = createContext<Register>(() => () => undefined)

/** Knows which fields stand on the page, so that the form can show the messages of the others. */
export function FormFieldRegistry({ children }: { children: (shown: ReadonlySet<string>) => ReactNode }) {
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set())
  const register = useCallback<Register>((name) => {
    setShown((names) => new Set([...names, name]))
    return () => setShown((names) => new Set([...names].filter((other) => other !== name)))
  }, [])
  return <RegisterContext.Provider value={register}>{children(shown)}</RegisterContext.Provider>
}

export interface EntityFormFieldProps {
  /** Name of the field in the specs. */
  name: string
  /** Replaces the spec's label. */
  label?: string
  /** Replaces the spec's help. */
  help?: ReactNode
  /** Replaces the control that the spec's kind gets. */
  input?: FieldInputComponent
  /** Takes the whole row of the form's grid. */
  wide?: boolean
  disabled?: boolean
  /** After the value changed here, for fields that follow others. */
  onValueChange?: (value: unknown) => void
  className?: string
}

/** One field of the form around it: label, control, help and message. */
export function EntityFormField(props: EntityFormFieldProps) {
  const { name, input: Input = FieldInput, disabled, onValueChange } = props
  const field = useEntityField(name)
  const spec = inputSpec(field.spec)
  const { values } = useEntityFormValues()
  const specs = useContext(EntityFormContext)?.specs ?? []
  const register = useContext(RegisterContext)
  useEffect(() => register(name), [register, name])
  const id = useId()
  const help = props.help ?? spec.meta.help
  const label = props.label ?? spec.label
  const currency = spec.meta.widget === 'money' ? rowCurrency(specs, values) : undefined
  const described = [field.message !== undefined && `${id}-message`, help !== undefined && `${id}-help`]
  const inline = isSwitch(spec)
  const wide = props.wide ?? isBlock(spec)
  const labelText = <FieldLabel id={id} label={label} required={field.required} />
  const control = (
    <Input
      describedBy={described.filter(Boolean).join(' ') || undefined}
      disabled={disabled}
      id={id}
      invalid={field.message !== undefined}
      labelledBy={`${id}-label`}
      required={field.required}
      spec={{ ...spec, label }}
      value={field.value}
      onBlur={field.leave}
      onChange={(value) => {
        field.setValue(value)
        onValueChange?.(value)
      }}
      onParseError={field.setParseError}
      {...(currency !== undefined && { currency })}
    />
  )
  return (
    <div
      className={classNames(
        'tl-reset tl:flex tl:min-w-0 tl:flex-col tl:gap-1.5',
        wide && 'tl:col-span-full',
        // Beside a labelled control, a switch stands on the control's line.
        inline && !wide && 'tl:@md:pt-[1.625rem]',
        props.className,
      )}
      data-field={name}
    >
      {inline ? (
        <div className="tl-reset tl:flex tl:min-h-9 tl:items-center tl:gap-3">
          {control}
          {labelText}
        </div>
      ) : (
        <>
          {labelText}
          {control}
        </>
      )}
      <FieldNotes help={help} id={id} message={field.message} />
    </div>
  )
}

function FieldLabel({ id, label, required }: { id: string; label: string; required: boolean }) {
  return (
    <label className="tl-reset tl:font-medium" htmlFor={id} id={`${id}-label`}>
      {label}
      {required && (
        <span aria-hidden className="tl:ml-0.5 tl:text-destructive">
          *
        </span>
      )}
    </label>
  )
}

function FieldNotes({ id, help, message }: { id: string; help: ReactNode; message: string | undefined }) {
  return (
    <>
      {message !== undefined && (
        <p
          className="tl-reset tl:text-[0.8125rem] tl:leading-5 tl:wrap-anywhere tl:text-destructive"
          id={`${id}-message`}
        >
          {message}
        </p>
      )}
      {help !== undefined && (
        <p className="tl-reset tl:text-xs tl:leading-5 tl:text-muted-foreground" id={`${id}-help`}>
          {help}
        </p>
      )}
    </>
  )
}

function isBlock({ kind, meta }: FieldSpec): boolean {
  return meta.widget === 'textarea' || blockKinds.has(kind)
}

/** The kinds whose controls are of many lines. */
const blockKinds: ReadonlySet<FieldKind> = new Set([
  'any',
  'array',
  'lazy',
  'map',
  'object',
  'record',
  'set',
  'tuple',
  'union',
])
