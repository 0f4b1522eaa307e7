import type { FieldSpec } from '@throughline/schema'
import type { FocusEvent } from 'react'

/** What every form control takes: a spec and its value, no form. */
export interface FieldInputProps {
  spec: FieldSpec
  value: unknown
  /** Gets the new value as the schema wants it: a number, a boolean, `null` for "none". */
  onChange: (value: unknown) => void
  /** Focus left the control as a whole. */
  onBlur?: () => void
  /** The text in the control is no value at all (JSON that does not parse); undefined once it is again. */
  onParseError?: (message: string | undefined) => void
  id?: string
  /** Id of the element that labels the control. */
  labelledBy?: string
  /** Ids of the elements that describe it: its help and its message. */
  describedBy?: string
  invalid?: boolean
  required?: boolean
  disabled?: boolean
  /** Code of the currency that an amount is in. */
  currency?: string
}

/** The attributes that name and describe a control. */
export function controlAttributes(props: FieldInputProps) {
  return {
    'aria-describedby': props.describedBy,
    'aria-invalid': props.invalid || undefined,
    'aria-labelledby': props.labelledBy,
  }
}

/** The attributes of a native control that is the whole widget. */
export function nativeAttributes(props: FieldInputProps) {
  return {
    ...controlAttributes(props),
    'aria-required': props.required || undefined,
    disabled: props.disabled,
    id: props.id,
    name: props.spec.name,
    onBlur: props.onBlur,
  }
}

/** Calls back once focus leaves a group of controls, not when it moves within. */
export function leavesGroup(onBlur: (() => void) | undefined) {
  return (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) onBlur?.()
  }
}

const box =
  'tl-reset tl-motion tl:block tl:w-full tl:min-w-0 tl:rounded-md tl:border tl:border-input tl:bg-card tl:text-base tl:text-foreground tl:shadow-xs tl:transition-[border-color,box-shadow] tl:outline-none tl:placeholder:text-muted-foreground tl:focus-visible:border-ring tl:focus-visible:ring-3 tl:focus-visible:ring-ring/30 tl:disabled:cursor-not-allowed tl:disabled:opacity-50 tl:aria-invalid:border-destructive tl:aria-invalid:focus-visible:ring-destructive/25 tl:sm:text-sm tl:dark:scheme-dark'

/** The look of a control of one line; 16 px on phones, where smaller text makes the browser zoom. */
export const lineClass = `${box} tl:h-9 tl:px-3`

/** The look of a control of many lines. */
export const areaClass = `${box} tl:min-h-20 tl:resize-y tl:px-3 tl:py-2 tl:leading-5`
