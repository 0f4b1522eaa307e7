'use client'

import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { Button } from './button.tsx'
import type { ConflictDialogProps, ConflictResolution } from './conflict-dialog.types.ts'
import { ConflictField, type ConflictSide } from './conflict-field.tsx'
import { DialogPopup } from './dialog-popup.tsx'
import { type FieldValues, findSpec, rowCurrency, visibleSpecs } from './field-specs.ts'
import { sameValue } from './form-values.ts'
import { useSpecs } from './field-texts.ts'
import { FieldList, FieldValue } from './field-value.tsx'
import { useErrorMessage } from './use-error-message.ts'
import { useUiTexts } from './use-ui-texts.ts'

export function ConflictDialogBody(given: ConflictDialogProps) {
  const props = { ...given, specs: useSpecs(given.specs) }
  const { open, onOpenChange, name, mine, position, finalFocus } = props
  const { conflict } = useUiTexts()
  const begin = useRef<HTMLInputElement>(null)
  return (
    <DialogPopup
      className="tl:max-w-xl tl:scroll-pb-24"
      description={mine ? conflict.changedToo(name) : conflict.changedDeleted(name)}
      initialFocus={begin}
      open={open}
      title={position && position.of > 1 ? conflict.titleOf(position.number, position.of) : conflict.title}
      onOpenChange={onOpenChange}
      {...(finalFocus && { finalFocus })}
    >
      {mine ? (
        <ConflictFields key={props.id} {...props} begin={begin} mine={mine} />
      ) : (
        <DeletedRow key={props.id} {...props} />
      )}
    </DialogPopup>
  )
}

/** A choice, and what it was made in view of: a later change of theirs is another question. */
interface Choice {
  readonly side: ConflictSide
  readonly theirs: unknown
}

type FieldsProps = ConflictDialogProps & { mine: object; begin: RefObject<HTMLInputElement | null> }

function ConflictFields({ specs, fields, onResolve, onOpenChange, begin, ...rows }: FieldsProps) {
  const { conflict } = useUiTexts()
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
          {conflict.saveChoice}
        </Button>
      </DialogActions>
    </form>
  )
}

function AllOfOneSide({ onChoose }: { onChoose: (side: ConflictSide) => void }) {
  const { conflict } = useUiTexts()
  return (
    <div className="tl-reset tl:flex tl:flex-wrap tl:gap-2">
      <Button size="sm" variant="outline" onClick={() => onChoose('mine')}>
        {conflict.allMine}
      </Button>
      <Button size="sm" variant="outline" onClick={() => onChoose('theirs')}>
        {conflict.allTheirs}
      </Button>
    </div>
  )
}

/** A row that one deleted and another changed: what it is now, and whether it goes all the same. */
function DeletedRow({ specs, onResolve, onOpenChange, ...rows }: ConflictDialogProps) {
  const { conflict } = useUiTexts()
  const [base, theirs] = [valuesOf(rows.base), valuesOf(rows.theirs)]
  const { resolve, pending, error } = useResolve(onResolve)
  const changed = visibleSpecs(specs).filter(({ name }) => !sameValue(base[name], theirs[name]))
  const currency = rowCurrency(specs, theirs)
  return (
    <div className="tl-reset tl:flex tl:flex-col tl:gap-5">
      {changed.length > 0 && (
        <FieldList
          items={changed.map((spec) => ({
            label: conflict.isNow(spec.label),
            value: <FieldValue currency={currency} spec={spec} value={theirs[spec.name]} />,
          }))}
        />
      )}
      <DialogActions error={error} onLater={() => onOpenChange(false)}>
        <Button variant="outline" onClick={() => void resolve('theirs')}>
          {conflict.keep}
        </Button>
        <Button pending={pending} variant="destructive" onClick={() => void resolve('mine')}>
          {conflict.deleteAnyway}
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
  const { conflict } = useUiTexts()
  const errorMessage = useErrorMessage()
  return (
    <div className="tl-reset tl:sticky tl:-bottom-6 tl:-mx-6 tl:-mb-6 tl:flex tl:flex-col tl:gap-3 tl:border-t tl:border-border tl:bg-popover tl:px-6 tl:py-4">
      {error !== undefined && (
        <p className="tl-reset tl:wrap-anywhere tl:text-destructive" role="alert">
          {errorMessage(error)}
        </p>
      )}
      <div className="tl-reset tl:flex tl:flex-wrap tl:items-center tl:justify-end tl:gap-2">
        <Button className="tl:-ms-3.5 tl:me-auto" variant="ghost" onClick={onLater}>
          {conflict.later}
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
