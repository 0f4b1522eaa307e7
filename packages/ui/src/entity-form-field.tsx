'use client'

import { createContext, type ReactNode, useCallback, useContext, useEffect, useId, useState } from 'react'
import { ChangedElsewhere } from './changed-elsewhere.tsx'
import { classNames } from './class-names.ts'
import { FieldInput, type FieldInputComponent, isBlock } from './field-input.tsx'
import type { FieldInputProps } from './inputs/control.ts'
import { inputSpec, isSwitch } from './form-values.ts'
import { rowCurrency } from './field-specs.ts'
import { FieldValue } from './field-value.tsx'
import { EntityFormContext, useEntityField, useEntityFormValues } from './use-entity-form.ts'
import { useUiTexts } from './use-ui-texts.ts'

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
  const { values } = useEntityFormValues()
  const specs = useContext(EntityFormContext)?.specs ?? []
  const register = useContext(RegisterContext)
  useEffect(() => register(name), [register, name])
  const id = useId()
  const written = inputSpec(field.spec)
  const spec = { ...written, label: props.label ?? written.label }
  const help = props.help ?? spec.meta.help
  const currency = spec.meta.widget === 'money' ? rowCurrency(specs, values) : undefined
  const read = { currency, spec: { ...field.spec, label: spec.label } }
  const control = field.withheld ? (
    <WithheldControl id={id} {...read} value={field.value} />
  ) : (
    <Input
      // One that took another's value in place of its own text begins anew.
      key={field.taken}
      describedBy={describedBy(id, field, help)}
      disabled={disabled}
      id={id}
      invalid={field.message !== undefined}
      labelledBy={`${id}-label`}
      required={field.required}
      spec={spec}
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
    <FieldFrame
      className={props.className}
      control={control}
      inline={isSwitch(spec) && !field.withheld}
      label={<FieldLabel id={id} label={spec.label} required={field.required} />}
      name={name}
      wide={props.wide ?? isBlock(spec)}
    >
      {field.theirs !== undefined && (
        <ChangedElsewhere
          {...read}
          id={`${id}-theirs`}
          theirs={field.theirs.value}
          onKeep={field.keepMine}
          onTake={field.takeTheirs}
        />
      )}
      <FieldNotes followed={field.followed} help={help} id={id} message={field.message} />
    </FieldFrame>
  )
}

type FieldState = Pick<ReturnType<typeof useEntityField>, 'followed' | 'message' | 'theirs'>

/** Ids of all that is said about a field. */
function describedBy(id: string, { message, theirs, followed }: FieldState, help: ReactNode) {
  const ids = [
    message !== undefined && `${id}-message`,
    theirs !== undefined && `${id}-theirs`,
    followed && `${id}-followed`,
    help !== undefined && `${id}-help`,
  ]
  return ids.filter(Boolean).join(' ') || undefined
}

interface FieldFrameProps {
  name: string
  label: ReactNode
  control: ReactNode
  /** What is said below. */
  children: ReactNode
  inline: boolean
  wide: boolean
  className: string | undefined
}

function FieldFrame({ name, label, control, children, inline, wide, className }: FieldFrameProps) {
  return (
    <div
      className={classNames(
        'tl-reset tl:flex tl:min-w-0 tl:flex-col tl:gap-1.5 tl:wrap-anywhere',
        wide && 'tl:col-span-full',
        // Beside a labelled control, a switch stands on the control's line.
        inline && !wide && 'tl:@md:pt-[1.625rem]',
        className,
      )}
      data-field={name}
    >
      {inline ? (
        <div className="tl-reset tl:flex tl:min-h-9 tl:items-center tl:gap-3">
          {control}
          {label}
        </div>
      ) : (
        <>
          {label}
          {control}
        </>
      )}
      {children}
    </div>
  )
}

type WithheldControlProps = Pick<FieldInputProps, 'id' | 'spec' | 'value'> & { currency: string | undefined }

/** A value that the server masks or leaves out: nothing to edit. */
function WithheldControl({ id, spec, value, currency }: WithheldControlProps) {
  return (
    <div
      aria-labelledby={`${id}-label`}
      className="tl-reset tl:flex tl:min-h-9 tl:items-center"
      id={id}
      role="group"
    >
      <FieldValue withheld currency={currency} spec={spec} value={value} />
    </div>
  )
}

function FieldLabel({ id, label, required }: { id: string; label: string; required: boolean }) {
  return (
    <label className="tl-reset tl:font-medium" htmlFor={id} id={`${id}-label`}>
      {label}
      {required && (
        <span aria-hidden className="tl:ms-0.5 tl:text-destructive">
          *
        </span>
      )}
    </label>
  )
}

interface FieldNotesProps {
  id: string
  help: ReactNode
  message: string | undefined
  followed: boolean
}

function FieldNotes({ id, help, message, followed }: FieldNotesProps) {
  const { live } = useUiTexts()
  return (
    <>
      {followed && (
        <p
          className="tl-reset tl:text-xs tl:leading-5 tl:text-muted-foreground"
          data-followed=""
          id={`${id}-followed`}
        >
          {live.changed}
        </p>
      )}
      {message !== undefined && (
        <p className="tl-reset tl:text-[0.8125rem] tl:leading-5 tl:text-destructive" id={`${id}-message`}>
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
