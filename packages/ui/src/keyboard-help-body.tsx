'use client'

import { DialogPopup } from './dialog-popup.tsx'
import type { KeyboardHelpProps } from './keyboard-help.tsx'
import { useUiTexts } from './use-ui-texts.ts'

export function KeyboardHelpBody({ open, onOpenChange, keys }: KeyboardHelpProps) {
  const texts = useUiTexts().keys
  return (
    <DialogPopup open={open} title={texts.title} onOpenChange={onOpenChange}>
      <dl className="tl-reset tl:flex tl:flex-col tl:gap-2">
        {keys.map((each) => (
          <div key={each.does} className="tl-reset tl:flex tl:items-center tl:justify-between tl:gap-4">
            <dt className="tl-reset tl:min-w-0">{each.does}</dt>
            <dd className="tl-reset tl:flex tl:shrink-0 tl:gap-1">
              {each.keys.map((key) => (
                <kbd
                  key={key}
                  className="tl-reset tl:inline-flex tl:h-6 tl:min-w-6 tl:items-center tl:justify-center tl:rounded-sm tl:border tl:border-border tl:bg-muted tl:px-1.5 tl:font-mono tl:text-xs tl:text-muted-foreground"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </DialogPopup>
  )
}
