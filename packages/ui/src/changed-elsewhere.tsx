'use client'

import type { FieldSpec } from '@throughline/schema'
import { useRef } from 'react'
import { Button } from './button.tsx'
import { FieldValue } from './field-value.tsx'
import { useUiTexts } from './use-ui-texts.ts'

interface ChangedElsewhereProps {
  id: string
  spec: FieldSpec
  /** What someone made of the field. */
  theirs: unknown
  currency?: string | undefined
  onTake: () => void
  onKeep: () => void
}

/** Says at an edited field that someone changed it meanwhile, and asks whose value is to stand. */
export function ChangedElsewhere({ id, spec, theirs, currency, onTake, onKeep }: ChangedElsewhereProps) {
  const { live } = useUiTexts()
  const element = useRef<HTMLDivElement>(null)
  // The pressed button goes away with the question: the focus goes on to the field that it was about.
  const answer = (decide: () => void) => () => {
    const field = element.current?.closest<HTMLElement>('[data-field]')
    decide()
    requestAnimationFrame(() => {
      field?.querySelector<HTMLElement>('input:not(:disabled), select, textarea, button')?.focus()
    })
  }
  const isEmpty = theirs === undefined || theirs === null || theirs === ''
  return (
    <div
      ref={element}
      className="tl-reset tl:flex tl:flex-col tl:gap-2 tl:rounded-md tl:border tl:border-primary/30 tl:bg-primary/5 tl:px-3 tl:py-2 tl:text-[0.8125rem] tl:leading-5"
      data-changed-elsewhere=""
    >
      <div className="tl-reset tl:min-w-0 tl:wrap-anywhere" id={id}>
        {isEmpty ? (
          live.emptied
        ) : (
          <>
            {live.changedTo}
            <span className="tl:inline-block tl:max-w-full tl:align-top tl:font-medium">
              <FieldValue currency={currency} spec={spec} value={theirs} />
            </span>
          </>
        )}
      </div>
      <div className="tl-reset tl:flex tl:flex-wrap tl:gap-1.5">
        <Button
          aria-label={live.of(live.takeTheirs, spec.label)}
          size="sm"
          variant="outline"
          onClick={answer(onTake)}
        >
          {live.takeTheirs}
        </Button>
        <Button
          aria-label={live.of(live.keepMine, spec.label)}
          size="sm"
          variant="ghost"
          onClick={answer(onKeep)}
        >
          {live.keepMine}
        </Button>
      </div>
    </div>
  )
}
