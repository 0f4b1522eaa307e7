'use client'

import { RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { useErrorMessage } from './use-error-message.ts'
import { useUiTexts } from './use-ui-texts.ts'

const frame =
  'tl-reset tl:flex tl:flex-col tl:items-center tl:justify-center tl:gap-1 tl:rounded-xl tl:border tl:border-dashed tl:border-border tl:px-6 tl:py-10 tl:text-center tl:text-sm tl:wrap-anywhere'

export interface EmptyStateProps {
  title: ReactNode
  description?: ReactNode
  icon?: ReactNode
  /** What one can do about it, such as an "Add" button. */
  action?: ReactNode
  /** Makes the title a heading of the page, where there is no other. */
  headingLevel?: 1 | 2 | 3 | undefined
  className?: string
}

function StateTitle({ level, children }: { level: 1 | 2 | 3 | undefined; children: ReactNode }) {
  const Title = level === undefined ? 'p' : (`h${level}` as const)
  return <Title className="tl-reset tl:font-medium">{children}</Title>
}

/** Nothing is here yet, or nothing matches. */
export function EmptyState({ title, description, icon, action, headingLevel, className }: EmptyStateProps) {
  return (
    <div className={classNames(frame, className)}>
      {icon !== undefined && <div className="tl:mb-2 tl:text-muted-foreground">{icon}</div>}
      <StateTitle level={headingLevel}>{title}</StateTitle>
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
  /** Makes the title a heading of the page, where there is no other. */
  headingLevel?: 1 | 2 | 3 | undefined
  className?: string
}

/** Something failed; it is announced at once. */
export function ErrorState({
  title,
  error,
  onRetry,
  isRetrying = false,
  headingLevel,
  className,
}: ErrorStateProps) {
  const texts = useUiTexts()
  const errorMessage = useErrorMessage()
  return (
    <div className={classNames(frame, className)} role="alert">
      <Icon className="tl:mb-2 tl:size-5 tl:text-destructive" icon={TriangleAlert} />
      <StateTitle level={headingLevel}>{title ?? texts.couldNotLoad}</StateTitle>
      <p className="tl-reset tl:max-w-prose tl:text-muted-foreground">{errorMessage(error)}</p>
      {onRetry && (
        <Button
          className="tl:mt-3"
          icon={<Icon icon={RotateCw} />}
          pending={isRetrying}
          size="sm"
          variant="outline"
          onClick={() => onRetry()}
        >
          {texts.tryAgain}
        </Button>
      )}
    </div>
  )
}
