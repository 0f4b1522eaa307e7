'use client'

import type { FieldSpec } from '@throughline/schema'
import { Eye, EyeOff } from 'lucide-react'
import { type ReactNode, type RefObject, useId, useState } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { FieldValue } from './field-value.tsx'
import { formatIban, maskValue, toText } from './format.ts'
import { Icon } from './icon.tsx'
import { useUiTexts } from './use-ui-texts.ts'

/** Whose value is to stand. */
export type ConflictSide = 'mine' | 'theirs'

interface ConflictFieldProps {
  spec: FieldSpec
  base: unknown
  mine: unknown
  theirs: unknown
  currency: string | undefined
  chosen: ConflictSide | undefined
  onChoose: (side: ConflictSide) => void
  /** A choice was asked for, and is not made yet. */
  isMissing: boolean
  firstInput: RefObject<HTMLInputElement | null> | undefined
}

/** One field in dispute: what it was, and the two that it may become. */
export function ConflictField(props: ConflictFieldProps) {
  const { spec, base, currency, isMissing } = props
  const { conflict, value: words } = useUiTexts()
  const id = useId()
  const [revealed, setRevealed] = useState(false)
  const described = [`${id}-base`, isMissing && `${id}-missing`].filter(Boolean).join(' ')
  const show = (value: unknown) => (
    <ConflictValue currency={currency} revealed={revealed} spec={spec} value={value} />
  )
  return (
    <div
      aria-describedby={described}
      aria-labelledby={`${id}-label`}
      className="tl-reset tl:flex tl:min-w-0 tl:flex-col tl:gap-2"
      data-conflict-field={spec.name}
      role="radiogroup"
    >
      <div className="tl-reset tl:flex tl:min-w-0 tl:flex-col tl:gap-0.5">
        <div className="tl-reset tl:flex tl:min-w-0 tl:flex-wrap tl:items-baseline tl:justify-between tl:gap-x-3">
          <span className="tl-reset tl:font-medium" id={`${id}-label`}>
            {spec.label}
          </span>
          {spec.meta.sensitive && (
            <Button
              aria-pressed={revealed}
              className="tl:-me-2.5"
              icon={<Icon icon={revealed ? EyeOff : Eye} size="sm" />}
              size="sm"
              variant="ghost"
              onClick={() => setRevealed(!revealed)}
            >
              {revealed ? words.hide(spec.label) : words.show(spec.label)}
            </Button>
          )}
        </div>
        <div
          className="tl-reset tl:min-w-0 tl:text-[0.8125rem] tl:leading-5 tl:wrap-anywhere tl:text-muted-foreground"
          id={`${id}-base`}
        >
          {conflict.before}
          {show(base)}
        </div>
      </div>
      <div className="tl-reset tl:grid tl:grid-cols-1 tl:gap-2 tl:@md:grid-cols-2">
        <Side {...props} label={conflict.mine} name={id} side="mine">
          {show(props.mine)}
        </Side>
        <Side {...props} firstInput={undefined} label={conflict.theirs} name={id} side="theirs">
          {show(props.theirs)}
        </Side>
      </div>
      {isMissing && (
        <p className="tl-reset tl:text-[0.8125rem] tl:leading-5 tl:text-destructive" id={`${id}-missing`}>
          {conflict.chooseOne}
        </p>
      )}
    </div>
  )
}

interface SideProps extends ConflictFieldProps {
  side: ConflictSide
  label: string
  name: string
  children: ReactNode
}

function Side({ side, label, name, chosen, onChoose, isMissing, firstInput, children }: SideProps) {
  return (
    // Its text is what the caller puts in.
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control
    <label
      className={classNames(
        'tl-reset tl-motion tl:flex tl:min-w-0 tl:cursor-pointer tl:items-start tl:gap-2.5 tl:rounded-lg tl:border tl:px-3 tl:py-2.5 tl:transition-colors tl:hover:bg-accent/50 tl:has-checked:border-primary tl:has-checked:bg-primary/5 tl:has-focus-visible:ring-2 tl:has-focus-visible:ring-ring tl:has-focus-visible:ring-offset-2 tl:has-focus-visible:ring-offset-popover',
        isMissing ? 'tl:border-destructive' : 'tl:border-input',
      )}
    >
      <input
        ref={firstInput}
        checked={chosen === side}
        className="tl:m-0 tl:mt-0.5 tl:size-4 tl:shrink-0 tl:cursor-pointer tl:accent-primary tl:outline-none tl:dark:scheme-dark"
        name={name}
        type="radio"
        value={side}
        onChange={() => onChoose(side)}
      />
      <span className="tl-reset tl:flex tl:min-w-0 tl:grow tl:flex-col tl:gap-0.5">
        <span className="tl-reset tl:text-xs tl:leading-5 tl:text-muted-foreground">{label}</span>
        <span className="tl-reset tl:wrap-anywhere">{children}</span>
      </span>
    </label>
  )
}

interface ConflictValueProps {
  spec: FieldSpec
  value: unknown
  currency: string | undefined
  revealed: boolean
}

/** A value to compare: no link and no button in it, and masked where it is sensitive until one asks for it. */
function ConflictValue({ spec, value, currency, revealed }: ConflictValueProps) {
  const mask = spec.meta.sensitive?.mask
  if (mask && typeof value === 'string' && value !== '') {
    const readable = mask === 'iban' ? formatIban(value) : value
    return <span className="tl:tabular-nums">{revealed ? readable : maskValue(value, mask)}</span>
  }
  const isLink = spec.kind === 'string' && (spec.format === 'email' || spec.format === 'url')
  if (isLink && toText(value) !== '') return toText(value)
  const { sensitive: _masked, ...meta } = spec.meta
  return <FieldValue currency={currency} spec={{ ...spec, meta }} value={value} />
}
