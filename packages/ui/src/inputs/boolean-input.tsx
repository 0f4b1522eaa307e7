'use client'

import { type FieldInputProps, nativeAttributes } from './control.ts'

/** A native checkbox in the accent's color. */
export const checkboxClass =
  'tl:m-0 tl:size-4 tl:shrink-0 tl:cursor-pointer tl:rounded-sm tl:accent-primary tl:outline-none tl:focus-visible:ring-2 tl:focus-visible:ring-ring tl:focus-visible:ring-offset-2 tl:focus-visible:ring-offset-background tl:disabled:cursor-not-allowed tl:disabled:opacity-50 tl:dark:scheme-dark'

const switchClass =
  "tl-reset tl-motion tl:relative tl:h-5 tl:w-9 tl:shrink-0 tl:cursor-pointer tl:rounded-full tl:bg-input tl:transition-colors tl:outline-none tl:before:absolute tl:before:top-0.5 tl:before:start-0.5 tl:before:size-4 tl:before:rounded-full tl:before:bg-white tl:before:shadow-sm tl:before:transition-transform tl:before:content-[''] tl:checked:bg-primary tl:checked:before:translate-x-4 tl:rtl:checked:before:-translate-x-4 tl:focus-visible:ring-2 tl:focus-visible:ring-ring tl:focus-visible:ring-offset-2 tl:focus-visible:ring-offset-background tl:disabled:cursor-not-allowed tl:disabled:opacity-50 tl:aria-invalid:ring-2 tl:aria-invalid:ring-destructive"

/** Yes or no; a native checkbox that reads as a switch. */
export function BooleanInput(props: FieldInputProps) {
  return (
    <input
      {...nativeAttributes(props)}
      aria-required={undefined}
      checked={props.value === true}
      className={switchClass}
      // A checkbox tells its state by itself.
      // oxlint-disable-next-line jsx-a11y/role-has-required-aria-props
      role="switch"
      type="checkbox"
      onChange={(event) => props.onChange(event.target.checked)}
    />
  )
}
