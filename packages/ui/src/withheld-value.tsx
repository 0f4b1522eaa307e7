import { Lock } from 'lucide-react'
import { toText } from './format.ts'
import { Icon } from './icon.tsx'

/** What the server shows of a value that this reader may not see: a mask, or nothing. */
export function WithheldValue({ value }: { value: unknown }) {
  const text = toText(value)
  return (
    <span
      className="tl-reset tl:inline-flex tl:min-w-0 tl:items-center tl:gap-1.5"
      title="You may not see this value"
    >
      <Icon className="tl:text-muted-foreground" icon={Lock} size="sm" />
      {text === '' ? (
        <span className="tl:text-muted-foreground">Hidden</span>
      ) : (
        <span className="tl:min-w-0 tl:wrap-anywhere tl:tabular-nums">{text}</span>
      )}
      <span className="tl:sr-only">
        {text === '' ? ': you may not see this value' : '(masked: you may not see the whole value)'}
      </span>
    </span>
  )
}
