'use client'

import { toText } from './format.ts'
import { Lock } from './glyphs.tsx'
import { Icon } from './icon.tsx'
import { useTexts } from './texts.ts'
import { valueTexts } from './value-texts.ts'

/** What the server shows of a value that this reader may not see: a mask, or nothing. */
export function WithheldValue({ value }: { value: unknown }) {
  const text = toText(value)
  const texts = useTexts(valueTexts)
  return (
    <span className="tl-reset tl:inline-flex tl:min-w-0 tl:items-center tl:gap-1.5" title={texts.mayNotSee}>
      <Icon className="tl:text-muted-foreground" icon={Lock} size="sm" />
      {text === '' ? (
        <span className="tl:text-muted-foreground">{texts.hidden}</span>
      ) : (
        <span className="tl:min-w-0 tl:wrap-anywhere tl:tabular-nums" dir="ltr">
          {text}
        </span>
      )}
      <span className="tl:sr-only">{text === '' ? texts.hiddenNote : texts.maskedNote}</span>
    </span>
  )
}
