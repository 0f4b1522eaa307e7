import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type Gap = 'none' | 'xs' | 'sm' | 'md' | 'lg' | 'xl'

const gaps: Record<Gap, string> = {
  none: 'tl:gap-0',
  xs: 'tl:gap-1',
  sm: 'tl:gap-2',
  md: 'tl:gap-4',
  lg: 'tl:gap-6',
  xl: 'tl:gap-10',
}

const aligns = {
  start: 'tl:items-start',
  center: 'tl:items-center',
  end: 'tl:items-end',
  baseline: 'tl:items-baseline',
  stretch: 'tl:items-stretch',
}

const justifies = {
  start: 'tl:justify-start',
  center: 'tl:justify-center',
  end: 'tl:justify-end',
  between: 'tl:justify-between',
}

export interface StackProps extends ComponentProps<'div'> {
  direction?: 'column' | 'row'
  gap?: Gap
  align?: keyof typeof aligns
  justify?: keyof typeof justifies
  wrap?: boolean
}

/** Lays its children out in a column or a row, with even gaps. */
export function Stack({
  direction = 'column',
  gap = 'md',
  align = direction === 'row' ? 'center' : 'stretch',
  justify = 'start',
  wrap = false,
  className,
  ...props
}: StackProps) {
  return (
    <div
      {...props}
      className={classNames(
        'tl-reset tl:flex tl:min-w-0',
        direction === 'row' ? 'tl:flex-row' : 'tl:flex-col',
        wrap && 'tl:flex-wrap',
        gaps[gap],
        aligns[align],
        justifies[justify],
        className,
      )}
    />
  )
}

const columnCounts = {
  1: 'tl:grid-cols-1',
  2: 'tl:grid-cols-1 tl:@md:grid-cols-2',
  3: 'tl:grid-cols-1 tl:@md:grid-cols-2 tl:@2xl:grid-cols-3',
  4: 'tl:grid-cols-2 tl:@2xl:grid-cols-4',
}

export interface GridProps extends ComponentProps<'div'> {
  /** Columns where there is room; fewer in a narrow container. */
  columns?: 1 | 2 | 3 | 4
  gap?: Gap
}

/** Lays its children out in equal columns, as many as its own width has room for. */
export function Grid({ columns = 2, gap = 'md', className, ...props }: GridProps) {
  return (
    <div className="tl-reset tl:@container tl:w-full tl:min-w-0">
      <div
        {...props}
        className={classNames('tl-reset tl:grid', columnCounts[columns], gaps[gap], className)}
      />
    </div>
  )
}

const tones = {
  default: '',
  muted: 'tl:text-muted-foreground',
  destructive: 'tl:text-destructive',
}

const textSizes = {
  xs: 'tl:text-xs',
  sm: 'tl:text-sm',
  base: 'tl:text-base',
  lg: 'tl:text-lg tl:tracking-tight',
  xl: 'tl:text-xl tl:tracking-tight',
}

export interface TextProps {
  children?: ReactNode
  as?: 'address' | 'div' | 'h1' | 'h2' | 'h3' | 'p' | 'span' | 'time'
  dateTime?: string
  id?: string
  size?: keyof typeof textSizes
  tone?: keyof typeof tones
  weight?: 'normal' | 'medium' | 'semibold'
  /** One line that ends in "…" where it has no room. */
  truncate?: boolean
  /** Digits of one width, for figures that stand below each other. */
  tabular?: boolean
  className?: string
}

const weights = { normal: '', medium: 'tl:font-medium', semibold: 'tl:font-semibold' }

/** A piece of text in the house's sizes and tones. */
export function Text({
  as: Element = 'p',
  size = 'sm',
  tone = 'default',
  weight = 'normal',
  truncate = false,
  tabular = false,
  className,
  ...props
}: TextProps) {
  return (
    <Element
      {...props}
      className={classNames(
        'tl-reset tl:min-w-0 tl:not-italic',
        truncate ? 'tl:truncate' : 'tl:wrap-anywhere',
        tabular && 'tl:tabular-nums',
        textSizes[size],
        tones[tone],
        weights[weight],
        className,
      )}
    />
  )
}

/** A link in the accent's color. */
export function TextLink({ className, children, ...props }: ComponentProps<'a'>) {
  return (
    <a
      {...props}
      className={classNames(
        'tl-reset tl:wrap-anywhere tl:rounded-sm tl:text-primary tl:underline tl:decoration-primary/35 tl:underline-offset-4 tl:outline-none tl:hover:decoration-primary tl:focus-visible:ring-2 tl:focus-visible:ring-ring',
        className,
      )}
    >
      {children}
    </a>
  )
}
