'use client'

import { useSelector } from '@tanstack/react-form'
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { EntityFormField, FormFieldRegistry } from './entity-form-field.tsx'
import { visibleSpecs } from './field-specs.ts'
import { useSpecs } from './field-texts.ts'
import {
  EntityFormContext,
  type EntityFormOptions,
  useEntityForm,
  useFormMessages,
  useFormNews,
} from './use-entity-form.ts'
import { useUiTexts } from './use-ui-texts.ts'

export interface EntityFormProps<TValues extends object> extends EntityFormOptions<TValues> {
  /** Adds a "Cancel" button; Escape calls it too. */
  onCancel?: (() => void) | undefined
  submitLabel?: string
  cancelLabel?: string
  /** Accessible name of the form. */
  label?: string
  /** Puts the focus into the first field once the form appears. */
  autoFocus?: boolean
  /** A layout of `EntityForm.Field`s; every visible field in its order without it. */
  children?: ReactNode
  className?: string
}

/**
 * A form made from field specs.
 *
 * Messages come from the schema; nothing is submitted while it finds fault. Ctrl-Enter (Cmd-Enter) submits, Escape cancels.
 */
function EntityFormRoot<TValues extends object>(props: EntityFormProps<TValues>) {
  const { onCancel, label, autoFocus, children, className } = props
  const texts = useUiTexts()
  const specs = useSpecs(props.specs)
  const api = useEntityForm({ ...props, specs })
  const element = useRef<HTMLFormElement>(null)
  const isSubmitting = useSelector(api.form.store, (state) => state.isSubmitting)
  useFocusOnFault(element, api.focusRequests)
  useFirstFocus(element, autoFocus === true)
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.nativeEvent.isComposing || event.defaultPrevented) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      void api.submit()
    } else if (event.key === 'Escape' && onCancel && !isSubmitting) {
      event.stopPropagation()
      onCancel()
    }
  }
  return (
    <EntityFormContext.Provider value={api}>
      <FormFieldRegistry>
        {(shown) => (
          // The keys of the whole form: submit and cancel.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
          <form
            ref={element}
            noValidate
            aria-label={label}
            className={classNames(
              'tl-reset tl:@container tl:flex tl:w-full tl:min-w-0 tl:flex-col tl:gap-5 tl:text-sm',
              className,
            )}
            onKeyDown={onKeyDown}
            onSubmit={(event) => {
              event.preventDefault()
              event.stopPropagation()
              void api.submit()
            }}
          >
            {children ?? <DefaultLayout names={visibleSpecs(specs).map(({ name }) => name)} />}
            <FormNews />
            <FormAlert shown={shown} />
            <FormActions
              cancelLabel={props.cancelLabel ?? texts.cancel}
              pending={isSubmitting}
              submitLabel={props.submitLabel ?? texts.save}
              onCancel={onCancel}
            />
          </form>
        )}
      </FormFieldRegistry>
    </EntityFormContext.Provider>
  )
}

/** A form over an entity's field specs, with `EntityForm.Field` for layouts of one's own. */
export const EntityForm = Object.assign(EntityFormRoot, { Field: EntityFormField })

function DefaultLayout({ names }: { names: readonly string[] }) {
  return (
    <div className="tl-reset tl:grid tl:grid-cols-1 tl:gap-x-4 tl:gap-y-4 tl:@md:grid-cols-2">
      {names.map((name) => (
        <EntityFormField key={name} name={name} />
      ))}
    </div>
  )
}

/** Stands before there is news, or it would not be read out. */
function FormNews() {
  return (
    <span aria-live="polite" className="tl:sr-only">
      {useFormNews()}
    </span>
  )
}

function FormAlert({ shown }: { shown: ReadonlySet<string> }) {
  const messages = useFormMessages(shown)
  if (messages.length === 0) return null
  return (
    <div
      className="tl-reset tl:flex tl:flex-col tl:gap-1 tl:rounded-md tl:border tl:border-destructive/30 tl:bg-destructive/5 tl:px-3 tl:py-2.5 tl:wrap-anywhere tl:text-destructive tl:outline-none"
      data-form-alert=""
      role="alert"
      tabIndex={-1}
    >
      {messages.map((message) => (
        <p key={message} className="tl-reset">
          {message}
        </p>
      ))}
    </div>
  )
}

interface FormActionsProps {
  submitLabel: string
  cancelLabel: string
  pending: boolean
  onCancel: (() => void) | undefined
}

function FormActions({ submitLabel, cancelLabel, pending, onCancel }: FormActionsProps) {
  // A press must not take the focus first: the message that leaving a field brings would move the button away.
  const keepFocus = (event: MouseEvent) => event.preventDefault()
  return (
    <div className="tl-reset tl:flex tl:flex-wrap tl:items-center tl:justify-end tl:gap-2">
      {onCancel && (
        <Button disabled={pending} variant="ghost" onClick={onCancel} onMouseDown={keepFocus}>
          {cancelLabel}
        </Button>
      )}
      <Button pending={pending} type="submit" onMouseDown={keepFocus}>
        {submitLabel}
      </Button>
    </div>
  )
}

const focusable =
  'input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled), button:not(:disabled)'

function useFocusOnFault(element: RefObject<HTMLFormElement | null>, requests: number): void {
  useEffect(() => {
    if (requests === 0) return
    const faulty = element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    const alert = element.current?.querySelector<HTMLElement>('[data-form-alert]')
    const target = faulty?.matches(focusable) ? faulty : faulty?.querySelector<HTMLElement>(focusable)
    const next = target ?? alert
    next?.focus()
  }, [element, requests])
}

function useFirstFocus(element: RefObject<HTMLFormElement | null>, wanted: boolean): void {
  const [atStart] = useState(wanted)
  useEffect(() => {
    if (atStart) element.current?.querySelector<HTMLElement>(focusable)?.focus()
  }, [element, atStart])
}
