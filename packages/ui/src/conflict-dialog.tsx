'use client'

import type { FieldSpec } from '@throughline/schema'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { ConflictField, type ConflictSide } from './conflict-field.tsx'
import { Dialog } from './dialog.tsx'
import { errorMessage } from './error-message.ts'
import { type FieldValues, findSpec, rowCurrency, sameValue, visibleSpecs } from './field-specs.ts'
import { FieldList, FieldValue } from './field-value.tsx'

/** What becomes of a conflict: one side whole, or a value for each field in dispute. */
export type ConflictResolution = 'mine' | 'theirs' | FieldValues

/** An edit that met another's in the same fields. */
export interface ConflictDetails {
  /** Where one follows the other in an open dialog: nothing chosen for one stands for the next. */
  readonly id?: string
  /** Names the row, such as `Ada Lovelace`. */
  readonly name: string
  readonly specs: readonly FieldSpec[]
  /** Names of the fields that both changed; empty for a delete. */
  readonly fields: readonly string[]
  /** The row when the edit began. */
  readonly base: object
  /** The fields that the edit set; `null` for a delete. */
  readonly mine: object | null
  /** The row as it is now. */
  readonly theirs: object
}

export interface ConflictDialogProps extends ConflictDetails {
  open: boolean
  /** Escape, a press outside and "Decide later" close it and decide nothing. */
  onOpenChange: (open: boolean) => void
  /** Gets what was chosen, then whoever opened the dialog closes it; where it rejects, the dialog says why. */
  onResolve: (choice: ConflictResolution) => unknown
  /** Where more of them wait: which one this is, from 1 on. */
  position?: { readonly number: number; readonly of: number } | undefined
  /** Where the focus goes in the end; back to where it came from without it. */
  finalFocus?: () => HTMLElement | null
}

/** Asks whose value is to stand, field by field, where two people changed the same; nothing is chosen beforehand. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { open, onOpenChange, name, mine, position, finalFocus } = props
  const place = position && position.of > 1 ? ` (${position.number} of ${position.of})` : ''
  const begin = useRef<HTMLInputElement>(null)
  return (
    <Dialog
      className="tl:max-w-xl tl:scroll-pb-24"
      description={
        mine
          ? `Someone else changed ${name} too. Choose whose changes stand.`
          : `Someone else changed ${name}, which you have deleted.`
      }
      initialFocus={begin}
      open={open}
      title={`Conflicting changes${place}`}
      onOpenChange={onOpenChange}
      {...(finalFocus && { finalFocus })}
    >
      {mine ? (
        <ConflictFields key={props.id} {...props} begin={begin} mine={mine} />
      ) : (
        <DeletedRow key={props.id} {...props} />
      )}
    </Dialog>
  )
}

/** A choice, and what it was made in view of: a later change of theirs is another question. */
interface Choice {
  readonly side: ConflictSide
  readonly theirs: unknown
}

type FieldsProps = ConflictDialogProps & { mine: object; begin: RefObject<HTMLInputElement | null> }

function ConflictFields({ specs, fields, onResolve, onOpenChange, begin, ...rows }: FieldsProps) {
  const [base, mine, theirs] = [valuesOf(rows.base), valuesOf(rows.mine), valuesOf(rows.theirs)]
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({})
  const [tried, setTried] = useState(false)
  const { resolve, pending, error } = useResolve(onResolve)
  const form = useRef<HTMLFormElement>(null)
  // Also where it follows another one.
  useEffect(() => begin.current?.focus(), [begin])
  const shown = fields.flatMap((name) => findSpec(specs, name) ?? [])
  const sideOf = (name: string): ConflictSide | undefined => {
    const choice = choices[name]
    return choice && sameValue(choice.theirs, theirs[name]) ? choice.side : undefined
  }
  const choose = (names: readonly string[], side: ConflictSide) => {
    const chosen = names.map((name): [string, Choice] => [name, { side, theirs: theirs[name] }])
    setChoices((before) => ({ ...before, ...Object.fromEntries(chosen) }))
  }
  const submit = () => {
    const missing = fields.find((name) => sideOf(name) === undefined)
    setTried(true)
    if (missing === undefined) void resolve(resolution(fields, sideOf, mine, theirs))
    else form.current?.querySelector<HTMLElement>(`[data-conflict-field="${missing}"] input`)?.focus()
  }
  return (
    <form
      ref={form}
      className="tl-reset tl:flex tl:flex-col tl:gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        submit()
      }}
    >
      {shown.length > 1 && <AllOfOneSide onChoose={(side) => choose(fields, side)} />}
      {shown.map((spec, index) => (
        <ConflictField
          key={spec.name}
          base={base[spec.name]}
          chosen={sideOf(spec.name)}
          currency={rowCurrency(specs, theirs)}
          firstInput={index === 0 ? begin : undefined}
          isMissing={tried && sideOf(spec.name) === undefined}
          mine={mine[spec.name]}
          spec={spec}
          theirs={theirs[spec.name]}
          onChoose={(side) => choose([spec.name], side)}
        />
      ))}
      <DialogActions error={error} onLater={() => onOpenChange(false)}>
        <Button pending={pending} type="submit">
          Save choice
        </Button>
      </DialogActions>
    </form>
  )
}

function AllOfOneSide({ onChoose }: { onChoose: (side: ConflictSide) => void }) {
  return (
    <div className="tl-reset tl:flex tl:flex-wrap tl:gap-2">
      <Button size="sm" variant="outline" onClick={() => onChoose('mine')}>
        All mine
      </Button>
      <Button size="sm" variant="outline" onClick={() => onChoose('theirs')}>
        All theirs
      </Button>
    </div>
  )
}

/** A row that one deleted and another changed: what it is now, and whether it goes all the same. */
function DeletedRow({ specs, onResolve, onOpenChange, ...rows }: ConflictDialogProps) {
  const [base, theirs] = [valuesOf(rows.base), valuesOf(rows.theirs)]
  const { resolve, pending, error } = useResolve(onResolve)
  const changed = visibleSpecs(specs).filter(({ name }) => !sameValue(base[name], theirs[name]))
  const currency = rowCurrency(specs, theirs)
  return (
    <div className="tl-reset tl:flex tl:flex-col tl:gap-5">
      {changed.length > 0 && (
        <FieldList
          items={changed.map((spec) => ({
            label: `${spec.label} is now`,
            value: <FieldValue currency={currency} spec={spec} value={theirs[spec.name]} />,
          }))}
        />
      )}
      <DialogActions error={error} onLater={() => onOpenChange(false)}>
        <Button variant="outline" onClick={() => void resolve('theirs')}>
          Keep it
        </Button>
        <Button pending={pending} variant="destructive" onClick={() => void resolve('mine')}>
          Delete anyway
        </Button>
      </DialogActions>
    </div>
  )
}

interface DialogActionsProps {
  error: unknown
  onLater: () => void
  children: ReactNode
}

/** Stays in sight however long the fields are. */
function DialogActions({ error, onLater, children }: DialogActionsProps) {
  return (
    <div className="tl-reset tl:sticky tl:-bottom-6 tl:-mx-6 tl:-mb-6 tl:flex tl:flex-col tl:gap-3 tl:border-t tl:border-border tl:bg-popover tl:px-6 tl:py-4">
      {error !== undefined && (
        <p className="tl-reset tl:wrap-anywhere tl:text-destructive" role="alert">
          {errorMessage(error)}
        </p>
      )}
      <div className="tl-reset tl:flex tl:flex-wrap tl:items-center tl:justify-end tl:gap-2">
        <Button className="tl:-ms-3.5 tl:me-auto" variant="ghost" onClick={onLater}>
          Decide later
        </Button>
        {children}
      </div>
    </div>
  )
}

/** Resolves once; a failure is told and can be tried again. */
function useResolve(onResolve: ConflictDialogProps['onResolve']) {
  const [state, setState] = useState<{ pending: boolean; error?: unknown }>({ pending: false })
  const resolve = async (choice: ConflictResolution) => {
    if (state.pending) return
    setState({ pending: true })
    try {
      await onResolve(choice)
      setState({ pending: false })
    } catch (error) {
      setState({ pending: false, error })
    }
  }
  return { ...state, resolve }
}

function resolution(
  fields: readonly string[],
  sideOf: (name: string) => ConflictSide | undefined,
  mine: FieldValues,
  theirs: FieldValues,
): ConflictResolution {
  const sides = new Set(fields.map(sideOf))
  const [only] = sides
  if (sides.size === 1 && only) return only
  return Object.fromEntries(fields.map((name) => [name, (sideOf(name) === 'mine' ? mine : theirs)[name]]))
}

function valuesOf(row: object): FieldValues {
  return Object.fromEntries(Object.entries(row))
}
