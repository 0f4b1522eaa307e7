import type { ComponentProps, ReactNode } from 'react'

/** What an {@link Icon} draws: one of lucide's, or any other that takes these. */
export type GlyphProps = Pick<ComponentProps<'svg'>, 'aria-hidden' | 'className' | 'strokeWidth'>

/** A glyph of one line, on 24 by 24; lucide's frame is more than all of a card's glyphs together. */
function glyph(lines: ReactNode) {
  return (props: GlyphProps) => (
    <svg
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      viewBox="0 0 24 24"
      {...props}
    >
      {lines}
    </svg>
  )
}

export const Eye = /* @__PURE__ */ glyph(
  <path d="M2 12q3.5-6.5 10-6.5T22 12q-3.5 6.5-10 6.5T2 12zm7 0a3 3 0 1 1 6 0 3 3 0 0 1-6 0z" />,
)
export const EyeOff = /* @__PURE__ */ glyph(
  <path d="M2 12q3.5-6.5 10-6.5T22 12q-3.5 6.5-10 6.5T2 12zm7 0a3 3 0 1 1 6 0 3 3 0 0 1-6 0zM4 4l16 16" />,
)
export const Pencil = /* @__PURE__ */ glyph(<path d="M3.5 20.5l1-5 12-12 4 4-12 12zM14 6l4 4" />)
export const Trash = /* @__PURE__ */ glyph(<path d="M4 7h16M9 7V3h6v4M6 7l1 14h10l1-14M12 11v6" />)
export const Lock = /* @__PURE__ */ glyph(<path d="M4 11h16v10H4zM8 11V7a4 4 0 0 1 8 0v4" />)
export const Copy = /* @__PURE__ */ glyph(<path d="M9 9h12v12H9zM5 15H3V3h12v2" />)
export const Check = /* @__PURE__ */ glyph(<path d="M5 12l5 5L20 7" />)
