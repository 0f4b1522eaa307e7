'use client'

import { Check, Copy, Eye, EyeOff } from './glyphs.tsx'
import { useEffect, useState } from 'react'
import { IconButton } from './icon-button.tsx'
import { formatIban, type Mask, maskValue } from './format.ts'
import { Icon } from './icon.tsx'
import { useTexts } from './texts.ts'
import { valueTexts } from './value-texts.ts'

export interface SensitiveValueProps {
  /** The field's name in words, for "Show IBAN". */
  label: string
  value: string
  mask: Mask
  className?: string
}

/** A value that stands masked until one asks to see it; while it is masked the page does not hold it. */
export function SensitiveValue({ label, value, mask, className }: SensitiveValueProps) {
  const texts = useTexts(valueTexts)
  const [shown, setShown] = useState(false)
  const readable = mask === 'iban' ? formatIban(value) : value
  return (
    <span className="tl-reset tl:flex tl:min-w-0 tl:flex-wrap tl:items-center tl:gap-x-1.5">
      <span className={className ?? 'tl-reset tl:wrap-anywhere tl:tabular-nums'} dir="ltr">
        {shown ? readable : <MaskedText label={label} text={maskValue(value, mask)} />}
      </span>
      <span className="tl-reset tl:-my-1 tl:flex tl:gap-0.5">
        <IconButton
          icon={<Icon icon={shown ? EyeOff : Eye} />}
          label={shown ? texts.hide(label) : texts.show(label)}
          size="sm"
          onClick={() => setShown(!shown)}
        />
        {shown && <CopyButton label={label} value={value} />}
      </span>
    </span>
  )
}

function MaskedText({ label, text }: { label: string; text: string }) {
  const texts = useTexts(valueTexts)
  return (
    <>
      <span className="tl:sr-only">{texts.masked(label)}</span>
      <span aria-hidden>{text}</span>
    </>
  )
}

function CopyButton({ label, value }: { label: string; value: string }) {
  const texts = useTexts(valueTexts)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    await navigator.clipboard.writeText(value)
    setCopied(true)
  }
  return (
    <>
      <IconButton
        icon={<Icon icon={copied ? Check : Copy} />}
        label={texts.copy(label)}
        size="sm"
        onClick={() => void copy().catch(() => setCopied(false))}
      />
      <span aria-live="polite" className="tl:sr-only">
        {copied ? texts.copied : ''}
      </span>
    </>
  )
}
