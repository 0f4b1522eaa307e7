import * as z from 'zod'
import { objection } from './objection.ts'

// C0 and C1 controls, line and paragraph separators, and the marks that turn the direction of what follows: none is part
// of a name, and the last make a text read as another one. Joiners stay: Persian and Indic names are written with them.
// oxlint-disable-next-line no-control-regex -- control characters are exactly what the rule refuses
const forbidden = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/
const visible = /[^\p{Cc}\p{Cf}\p{Z}]/u

function findUnprintable(text: string): string | undefined {
  if (forbidden.test(text)) return 'Leave out line breaks and control characters.'
  return text === '' || visible.test(text) ? undefined : 'Give at least one visible character.'
}

/** One line of text, trimmed and in Unicode's composed form (NFC); it may be empty. */
export function optionalLine(max: number): z.ZodString {
  return z
    .string()
    .trim()
    .normalize('NFC')
    .max(max, { error: `Use at most ${max} characters.` })
    .check(objection(findUnprintable))
}

/** One line of text with 1 to `max` characters, trimmed and in Unicode's composed form (NFC). */
export function textLine(max: number): z.ZodString {
  return optionalLine(max).min(1)
}
