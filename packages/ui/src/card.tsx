import { type ComponentProps, type ComponentPropsWithoutRef, forwardRef } from 'react'
import { classNames } from './class-names.ts'

export interface CardProps extends ComponentPropsWithoutRef<'section'> {
  /** An `article` is one of many; a `section` with a label is a landmark of the page. */
  as?: 'article' | 'section'
}

/** A bordered surface; its parts are `CardHeader`, `CardTitle`, `CardDescription`, `CardContent` and `CardFooter`. */
export const Card = forwardRef<HTMLElement, CardProps>(function Card(
  { as: Element = 'section', className, ...props },
  ref,
) {
  return (
    <Element
      ref={ref}
      {...props}
      className={classNames(
        'tl-reset tl:@container tl:flex tl:w-full tl:min-w-0 tl:flex-col tl:rounded-xl tl:border tl:border-border tl:bg-card tl:text-sm tl:text-card-foreground tl:shadow-xs',
        className,
      )}
    />
  )
})

/** The card's first row: title, description and actions. */
export function CardHeader({ className, ...props }: ComponentProps<'header'>) {
  return (
    <header
      {...props}
      className={classNames('tl-reset tl:flex tl:items-start tl:gap-3 tl:px-5 tl:pt-4 tl:pb-3', className)}
    />
  )
}

export interface CardTitleProps extends ComponentProps<'h3'> {
  /** Heading level in the page's outline. */
  level?: 2 | 3 | 4
}

export function CardTitle({ level = 3, className, ...props }: CardTitleProps) {
  const Heading = `h${level}` as const
  return (
    <Heading
      {...props}
      className={classNames(
        'tl-reset tl:min-w-0 tl:wrap-anywhere tl:text-[0.9375rem] tl:leading-6 tl:font-semibold tl:tracking-tight',
        className,
      )}
    />
  )
}

export function CardDescription({ className, ...props }: ComponentProps<'p'>) {
  return (
    <p
      {...props}
      className={classNames('tl-reset tl:wrap-anywhere tl:text-sm tl:text-muted-foreground', className)}
    />
  )
}

export function CardContent({ className, ...props }: ComponentProps<'div'>) {
  return <div {...props} className={classNames('tl-reset tl:min-w-0 tl:px-5 tl:pb-5', className)} />
}

export function CardFooter({ className, ...props }: ComponentProps<'footer'>) {
  return (
    <footer
      {...props}
      className={classNames(
        'tl-reset tl:mt-auto tl:flex tl:items-center tl:gap-2 tl:border-t tl:border-border tl:px-5 tl:py-3',
        className,
      )}
    />
  )
}
