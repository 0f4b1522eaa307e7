'use client'

import type { FieldSpec } from '@throughline/schema'
import { useForm, useSelector } from '@tanstack/react-form'
import { createContext, useContext, useMemo, useRef, useState } from 'react'
import { errorIssues, errorMessage, type FormIssue } from './error-message.ts'
import { type FieldValues, initialValues, submittedValues, visibleSpecs } from './field-specs.ts'
import { issuesNow, messageAt, readableIssues, requiredFields } from './form-issues.ts'
import { type StandardSchema, validate } from './standard-schema.ts'

export interface EntityFormOptions<TValues extends object> {
  /** The entity's fields; keys, foreign keys and what the server keeps are not shown. */
  specs: readonly FieldSpec[]
  /** Standard Schema of what is submitted: the entity's insert or update variant. */
  schema: StandardSchema<TValues>
  /** The values to begin with; read once. Fields that are not shown pass through, save those that the server keeps. */
  defaultValues?: Partial<TValues>
  /**
   * Gets the values as the schema makes them, and as they were written where it makes another kind of them (a codec); where it
   * rejects, its message and `issues` are shown in the form.
   */
  onSubmit: (values: TValues) => unknown
}

/** What the last submit brought back: shown at a field until its value changes. */
interface Refusal {
  readonly issues: readonly FormIssue[]
  readonly message?: string
  readonly values: FieldValues
}

/**
 * The state of a form over field specs and a schema: values, messages, submit.
 *
 * A field's message comes from the schema once the field was left or a submit was tried, else from the server's refusal.
 */
export function useEntityForm<TValues extends object>(options: EntityFormOptions<TValues>) {
  const { specs, schema } = options
  const [initial] = useState(() => initialValues(specs, { ...options.defaultValues }))
  const [refusal, setRefusal] = useState<Refusal>()
  const [parseErrors, setParseErrors] = useState<Readonly<Record<string, string>>>({})
  const [focusRequests, setFocusRequests] = useState(0)
  const form = useForm({
    defaultValues: initial,
    onSubmit: async ({ value }: { value: Record<string, unknown> }) => {
      const refused = await trySubmit(options, value, parseErrors)
      if (refused) {
        setRefusal({ ...refused, values: value })
        setFocusRequests((count) => count + 1)
      }
    },
  })
  const issuesOf = useMemo(
    () => memoizeLast((values: FieldValues) => issuesNow(schema, specs, values)),
    [schema, specs],
  )
  const required = useMemo(() => requiredFields(schema, specs, initial), [schema, specs, initial])
  const submitting = useRef(false)
  const submit = async () => {
    if (submitting.current) return
    submitting.current = true
    setRefusal(undefined)
    try {
      await form.handleSubmit()
    } finally {
      submitting.current = false
    }
  }
  const setParseError = (name: string, message: string | undefined) => {
    setParseErrors(({ [name]: _previous, ...others }) =>
      message === undefined ? others : { ...others, [name]: message },
    )
  }
  return { form, specs, issuesOf, required, refusal, parseErrors, setParseError, submit, focusRequests }
}

/** Validates, then hands over; gives back what stands in the way. */
async function trySubmit<TValues extends object>(
  { specs, schema, onSubmit }: EntityFormOptions<TValues>,
  values: FieldValues,
  parseErrors: Readonly<Record<string, string>>,
): Promise<Pick<Refusal, 'issues' | 'message'> | undefined> {
  if (Object.keys(parseErrors).length > 0) return { issues: [] }
  try {
    const result = await validate(schema, values)
    if (result.issues) return { issues: readableIssues(specs, values, result.issues) }
    // Sound: the schema has just accepted these values, and made an object of them.
    await onSubmit(submittedValues(specs, values, result.value as FieldValues) as TValues)
    return undefined
  } catch (error) {
    const issues = errorIssues(error)
    return issues.length > 0 ? { issues } : { issues, message: errorMessage(error) }
  }
}

function memoizeLast<TIn, TOut>(compute: (input: TIn) => TOut): (input: TIn) => TOut {
  let last: { input: TIn; output: TOut } | undefined
  return (input) => {
    if (!last || last.input !== input) last = { input, output: compute(input) }
    return last.output
  }
}

/** A form's state, as its fields see it. */
export type EntityFormApi = ReturnType<typeof useEntityForm<Record<string, unknown>>>

export const EntityFormContext = createContext<EntityFormApi | undefined>(undefined)

function useFormApi(): EntityFormApi {
  const api = useContext(EntityFormContext)
  if (!api) throw new Error('A form field stands outside of a form. Put it inside <EntityForm>.')
  return api
}

/** One field of the form around it: its spec, value, message, and how to change it. */
export function useEntityField(name: string) {
  const api = useFormApi()
  const { form, issuesOf, refusal } = api
  const spec = api.specs.find((candidate) => candidate.name === name)
  if (!spec) {
    const known = visibleSpecs(api.specs).map((candidate) => candidate.name)
    throw new Error(`The form has no field "${name}". It has: ${known.join(', ')}.`)
  }
  const value = useSelector(form.store, (state) => state.values[name])
  const left = useSelector(form.store, (state) => state.fieldMeta[name]?.isBlurred === true)
  const tried = useSelector(form.store, (state) => state.submissionAttempts > 0)
  const issue = useSelector(form.store, (state) => messageAt(issuesOf(state.values), name))
  const refused =
    refusal && Object.is(refusal.values[name], value) ? messageAt(refusal.issues, name) : undefined
  return {
    spec,
    value,
    message: api.parseErrors[name] ?? (left || tried ? issue : undefined) ?? refused,
    required: api.required.has(name),
    setValue: (next: unknown) => form.setFieldValue(name, () => next),
    leave: () => form.setFieldMeta(name, (meta) => ({ ...meta, isBlurred: true })),
    setParseError: (message: string | undefined) => api.setParseError(name, message),
  }
}

/** The values of the form around it, and a way to change another field with one. */
export function useEntityFormValues() {
  const { form } = useFormApi()
  const values: FieldValues = useSelector(form.store, (state) => state.values)
  return { values, setValue: (name: string, value: unknown) => form.setFieldValue(name, () => value) }
}

/** What stands in the way that no field on the page can show: the server's word, or an issue at a hidden field. */
export function useFormMessages(shown: ReadonlySet<string>): readonly string[] {
  const { form, issuesOf, refusal } = useFormApi()
  const tried = useSelector(form.store, (state) => state.submissionAttempts > 0)
  const issues = useSelector(form.store, (state) => issuesOf(state.values))
  const homeless = (all: readonly FormIssue[]) => all.filter(({ path }) => !shown.has(path[0] ?? ''))
  const messages = [
    ...(refusal?.message === undefined ? [] : [refusal.message]),
    ...homeless([...(tried ? issues : []), ...(refusal?.issues ?? [])]).map((issue) => describeIssue(issue)),
  ]
  return [...new Set(messages)]
}

function describeIssue({ path, message }: FormIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`
}
