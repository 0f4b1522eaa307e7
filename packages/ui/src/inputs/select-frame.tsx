import { ChevronsUpDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classNames } from '../class-names.ts'
import { Icon } from '../icon.tsx'
import { lineClass } from './control.ts'

/** A native list in the look of a control, with the mark that it opens. */
export function SelectFrame({ className, ...props }: ComponentProps<'select'>) {
  return (
    <div className="tl-reset tl:relative">
      <select {...props} className={classNames(lineClass, 'tl:truncate tl:pe-9', className)} />
      <Icon
        className="tl:pointer-events-none tl:absolute tl:top-2.5 tl:end-2.5 tl:text-muted-foreground"
        icon={ChevronsUpDown}
      />
    </div>
  )
}
