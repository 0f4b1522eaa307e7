/** What all buttons have in common. */
export const buttonBase =
  'tl-reset tl-motion tl:inline-flex tl:shrink-0 tl:cursor-pointer tl:items-center tl:justify-center tl:whitespace-nowrap tl:rounded-md tl:font-medium tl:select-none tl:transition-colors tl:outline-none tl:focus-visible:ring-2 tl:focus-visible:ring-ring tl:focus-visible:ring-offset-2 tl:focus-visible:ring-offset-background tl:disabled:pointer-events-none tl:disabled:opacity-50'

/** A button that is there without drawing the eye. */
export const ghostButton = 'tl:text-muted-foreground tl:hover:bg-accent tl:hover:text-accent-foreground'
