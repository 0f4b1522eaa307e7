'use client'

import { Ban, CloudOff, Clock } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge } from './badge.tsx'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { Progress } from './progress.tsx'
import { EmptyState } from './states.tsx'
import { formatNumber } from './format.ts'
import { useLocale } from './locale.tsx'
import { useUiTexts } from './use-ui-texts.ts'

export interface OfflineBannerProps {
  offline: boolean
  /** Changes that wait for the connection. */
  pending?: number
  className?: string
}

/** Says that there is no connection, and that one can go on; nothing while there is one, but for screen readers to hear of it. */
export function OfflineBanner({ offline, pending = 0, className }: OfflineBannerProps) {
  const { sync } = useUiTexts()
  return (
    <div className={className} role="status">
      {offline && (
        <div className="tl-reset tl:flex tl:flex-wrap tl:items-center tl:gap-x-2 tl:gap-y-0.5 tl:border-b tl:border-border tl:bg-muted tl:px-4 tl:py-2 tl:text-sm tl:text-foreground">
          <Icon icon={CloudOff} />
          <span className="tl:font-medium">{sync.offline}</span>
          <span className="tl:text-muted-foreground">{sync.offlineNote}</span>
          {pending > 0 && <span className="tl:font-medium tl:tabular-nums">{sync.waiting(pending)}</span>}
        </div>
      )}
    </div>
  )
}

/** Marks a row whose change the server does not have yet. */
export function PendingBadge({ className }: { className?: string }) {
  const { sync } = useUiTexts()
  return (
    <Badge className={className} variant="outline">
      <Icon icon={Clock} size="sm" />
      {sync.pending}
    </Badge>
  )
}

export interface ProgressPanelProps {
  title: ReactNode
  /** What is done, and how much there is; `null` while that is not known. */
  done: number
  total: number | null
  /** What can be done meanwhile, such as a button to stop. */
  action?: ReactNode
  className?: string
}

/** Something that takes a while: how far it is, in a bar and in numbers. */
export function ProgressPanel({ title, done, total, action, className }: ProgressPanelProps) {
  const { sync } = useUiTexts()
  const locale = useLocale()
  const count = formatNumber(done, locale)
  return (
    <div
      className={classNames(
        'tl-reset tl:flex tl:flex-col tl:gap-2.5 tl:rounded-xl tl:border tl:border-border tl:bg-card tl:px-5 tl:py-4 tl:text-sm tl:text-card-foreground',
        className,
      )}
    >
      <div className="tl-reset tl:flex tl:flex-wrap tl:items-baseline tl:justify-between tl:gap-x-4">
        <span className="tl:font-medium">{title}</span>
        <span className="tl:text-muted-foreground tl:tabular-nums">
          {total === null ? count : sync.loaded(count, formatNumber(total, locale))}
        </span>
      </div>
      <Progress
        label={typeof title === 'string' ? title : count}
        max={Math.max(1, total ?? 1)}
        value={total === null ? null : done}
      />
      {action}
    </div>
  )
}

export interface DeniedStateProps {
  title?: ReactNode
  description?: ReactNode
  action?: ReactNode
}

/** What this reader may not see or do. */
export function DeniedState({ title, description, action }: DeniedStateProps) {
  const { sync } = useUiTexts()
  return (
    <EmptyState
      action={action}
      description={description ?? sync.refusedNote}
      icon={<Icon className="tl:size-5" icon={Ban} />}
      title={title ?? sync.refused}
    />
  )
}
