'use client'

import type { FieldSpec } from '@throughline/schema'
import { useForm, useSelector } from '@tanstack/react-form'
import { createContext, useContext, useMemo, useRef, useState } from 'react'
import { errorIssues, type FormIssue } from './error-message.ts'
import { changedValues, initialValues, sameValue, submittedValues } from './form-values.ts'
import { type FieldValues, visibleSpecs } from './field-specs.ts'
import { issuesNow, type IssueTexts, messageAt, readableIssues, requiredFields } from './form-issues.ts'
import { type StandardSchema, validate } from './standard-schema.ts'
import { useSentence } from './use-sentence.ts'
import { useErrorMessage } from './use-error-message.ts'
import { type FormBase, type LiveValues, useLiveValues } from './use-live-values.ts'
import { useUiTexts } from './use-ui-texts.ts'

/** What an edit comes to. */
export interface FormEdit<TValues extends object> {
  /** The fields that were changed, and no others. */
  readonly changes: Partial<TValues>
  /**
   * What the edit began from: `defaultValues`, but for fields that someone changed meanwhile and that followed, or were
   * decided about, as they were then.
   */
  readonly base: Partial<TValues>
}

export interface EntityFormOptions<TValues extends object> {
  /** The entity's fields; keys, foreign keys and what the server keeps are not shown. */
  specs: readonly FieldSpec[]
  /** Standard Schema of what is submitted: the entity's insert or update variant. */
  schema: StandardSchema<TValues>
  /** The values to begin with; read once. Fields that are not shown pass through, save those that the server keeps. */
  defaultValues?: Partial<TValues>
  /**
   * The row as it is now, where others may change it while the form is open: fields that were not edited follow it, and at
   * those that were stands what someone made of them, with "Take theirs" and "Keep mine".
   */
  currentValues?: Partial<TValues> | undefined
  /** Names of the fields that the server masks or leaves out: shown as given, neither checked nor sent. */
  withheld?: readonly string[] | undefined
  /**
   * Gets the values as the schema makes them, and as they were written where it makes another kind of them (a codec), and what
   * the edit comes to; where it rejects, its message and `issues` are shown in the form.
   */
  onSubmit: (values: TValues, edit: FormEdit<TValues>) => unknown
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
  const [initial] = useState(() => initialValues(specs, { ...options.defaultValues }, schema))
  const [begun] = useState<FormBase>(() => ({ row: { ...options.defaultValues }, values: initial }))
  const withheld = useSetOf(options.withheld)
  const [refusal, setRefusal] = useState<Refusal>()
  const { parseErrors, setParseError } = useParseErrors()
  const [focusRequests, setFocusRequests] = useState(0)
  const words = useFormWords()
  const form = useForm({
    defaultValues: initial,
    onSubmit: async ({ value }: { value: Record<string, unknown> }) => {
      const refused = await trySubmit(options, value, { parseErrors, live, words })
      if (refused) {
        setRefusal({ ...refused, values: value })
        setFocusRequests((count) => count + 1)
      }
    },
  })
  const live = useLiveValues({
    specs,
    schema,
    initial: begun,
    current: useMemo(() => options.currentValues && { ...options.currentValues }, [options.currentValues]),
    withheld,
    isSubmitting: useSelector(form.store, (state) => state.isSubmitting),
    mineAt: (name) => form.state.values[name],
    isDraft: (name) => name in parseErrors,
    setValue: (name, value) => {
      setParseError(name, undefined)
      form.setFieldValue(name, () => value, { dontUpdateMeta: true })
    },
  })
  const issuesOf = useMemo(
    () =>
      memoizeLast((values: FieldValues) => shownIssues(issuesNow(schema, specs, values, words), withheld)),
    [schema, specs, withheld, words],
  )
  const required = useMemo(() => requiredFields(schema, specs, initial), [schema, specs, initial])
  const submit = useOneAtATime(async () => {
    setRefusal(undefined)
    await form.handleSubmit()
  })
  return {
    form,
    specs,
    live,
    withheld,
    issuesOf,
    required,
    refusal,
    parseErrors,
    setParseError,
    submit,
    focusRequests,
  }
}

interface FormWords extends IssueTexts {
  readonly errorMessage: (error: unknown) => string
}

/** How issues and errors read in the language in force; the same while that is. */
function useFormWords(): FormWords {
  const sentence = useSentence()
  const errorMessage = useErrorMessage()
  const { required } = useUiTexts().field
  return useMemo(() => ({ required, sentence, errorMessage }), [required, sentence, errorMessage])
}

/** What the controls hold that is no value at all, by field. */
function useParseErrors() {
  const [parseErrors, setParseErrors] = useState<Readonly<Record<string, string>>>({})
  const setParseError = (name: string, message: string | undefined) => {
    setParseErrors(({ [name]: _previous, ...others }) =>
      message === undefined ? others : { ...others, [name]: message },
    )
  }
  return { parseErrors, setParseError }
}

/** Does nothing while it is at work. */
function useOneAtATime(work: () => Promise<void>): () => Promise<void> {
  const working = useRef(false)
  return async () => {
    if (working.current) return
    working.current = true
    try {
      await work()
    } finally {
      working.current = false
    }
  }
}

/** The same set while it holds the same names, as an array written in a render does. */
function useSetOf(names: readonly string[] = []): ReadonlySet<string> {
  const text = JSON.stringify(names)
  // Sound: it was made of texts in the line above.
  return useMemo(() => new Set(JSON.parse(text) as string[]), [text])
}

/** What nobody can see or mend here is not wrong here. */
function shownIssues(issues: readonly FormIssue[], withheld: ReadonlySet<string>): readonly FormIssue[] {
  return withheld.size === 0 ? issues : issues.filter(({ path }) => !withheld.has(path[0] ?? ''))
}

interface SubmitState {
  readonly parseErrors: Readonly<Record<string, string>>
  readonly live: Pick<LiveValues, 'base' | 'sent'>
  readonly words: FormWords
}

/** Validates, then hands over; gives back what stands in the way. */
async function trySubmit<TValues extends object>(
  options: EntityFormOptions<TValues>,
  values: FieldValues,
  { parseErrors, live, words }: SubmitState,
): Promise<Pick<Refusal, 'issues' | 'message'> | undefined> {
  const { specs, schema, onSubmit } = options
  if (Object.keys(parseErrors).length > 0) return { issues: [] }
  try {
    const result = await validate(schema, values)
    const withheld = new Set(options.withheld)
    const issues = shownIssues(result.issues ?? [], withheld)
    if (issues.length > 0) return { issues: readableIssues(specs, values, issues, words) }
    // Sound: the schema has just accepted these values, and made an object of them.
    const parsed = result.issues ? values : (result.value as FieldValues)
    const all = Object.entries(submittedValues(specs, values, parsed))
    const submitted = Object.fromEntries(all.filter(([name]) => !withheld.has(name)))
    const edit = { changes: changedValues(live.base.values, submitted), base: live.base.row }
    // Sound: they are what the schema takes, or fields of it.
    await onSubmit(submitted as TValues, edit as FormEdit<TValues>)
    live.sent(submitted)
    return undefined
  } catch (error) {
    const issues = errorIssues(error).map(({ path, message }) => ({ path, message: words.sentence(message) }))
    return issues.length > 0 ? { issues } : { issues, message: words.errorMessage(error) }
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
  const { live, withheld } = api
  return {
    spec,
    value,
    message: api.parseErrors[name] ?? (left || tried ? issue : undefined) ?? refused,
    required: api.required.has(name) && !withheld.has(name),
    /** The server masks the value, or leaves it out. */
    withheld: withheld.has(name),
    /** What someone made of the field while it was edited here. */
    theirs: live.theirsAt(name, value),
    /** Someone changed the field, and it was not edited here. */
    followed: live.followed.has(name) && sameValue(value, live.base.values[name]),
    taken: live.takenAt(name),
    takeTheirs: () => live.take(name),
    keepMine: () => live.keep(name),
    setValue: (next: unknown) => form.setFieldValue(name, () => next),
    leave: () => form.setFieldMeta(name, (meta) => ({ ...meta, isBlurred: true })),
    setParseError: (message: string | undefined) => api.setParseError(name, message),
  }
}

/** Says which fields someone changed while the form was open; empty before. */
export function useFormNews(): string {
  const { form, live, specs } = useFormApi()
  const texts = useUiTexts().live
  const values = useSelector(form.store, (state) => state.values)
  const shown = visibleSpecs(specs)
  const met = shown.filter(({ name }) => live.theirsAt(name, values[name]))
  const followed = shown.filter(({ name }) => live.followed.has(name))
  return [
    ...met.map(({ label }) => texts.changedEdited(label)),
    ...followed.map(({ label }) => texts.changedOther(label)),
  ].join(' ')
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
