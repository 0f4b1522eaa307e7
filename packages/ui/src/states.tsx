'use client'

import { RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { errorMessage } from './error-message.ts'
import { Icon } from './icon.tsx'

const frame =
  'tl-reset tl:flex tl:flex-col tl:items-center tl:justify-center tl:gap-1 tl:rounded-xl tl:border tl:border-dashed tl:border-border tl:px-6 tl:py-10 tl:text-center tl:text-sm'

export interface EmptyStateProps {
  title: ReactNode
  description?: ReactNode
  icon?: ReactNode
  /** What one can do about it, such as an "Add" button. */
  action?: ReactNode
  className?: string
}

/** Nothing is here yet, or nothing matches. */
export function EmptyState({ title, description, icon, action, className }: EmptyStateProps) {
  return (
    <div className={classNames(frame, className)}>
      {icon !== undefined && <div className="tl:mb-2 tl:text-muted-foreground">{icon}</div>}
      <p className="tl-reset tl:font-medium">{title}</p>
      {description !== undefined && (
        <p className="tl-reset tl:max-w-prose tl:text-muted-foreground">{description}</p>
      )}
      {action !== undefined && <div className="tl:mt-3">{action}</div>}
    </div>
  )
}

export interface ErrorStateProps {
  title?: ReactNode
  /** Anything that was thrown; its message is shown. */
  error: unknown
  /** Adds a "Try again" button. */
  onRetry?: (() => unknown) | undefined
  isRetrying?: boolean
  className?: string
}

/** Something failed; it is announced at once. */
export function ErrorState({
  title = 'This could not be loaded',
  error,
  onRetry,
  isRetrying = false,
  className,
}: ErrorStateProps) {
  return (
    <div className={classNames(frame, className)} role="alert">
      <Icon className="tl:mb-2 tl:size-5 tl:text-destructive" icon={TriangleAlert} />
      <p className="tl-reset tl:font-medium">{title}</p>
      <p className="tl-reset tl:max-w-prose tl:wrap-anywhere tl:text-muted-foreground">
        {errorMessage(error)}
      </p>
      {onRetry && (
        <Button
          className="tl:mt-3"
          icon={<Icon icon={RotateCw} />}
          pending={isRetrying}
          size="sm"
          variant="outline"
          onClick={() => onRetry()}
        >
          Try again
        </Button>
      )}
    </div>
  )
}
