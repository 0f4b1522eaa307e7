import * as z from 'zod'

/**
 * A check that says in its own words what is wrong: at the value itself, or at a field of it.
 *
 * `find` gives one sentence, or undefined where all is well.
 */
export function objection<T>(find: (value: T) => string | undefined, ...path: string[]): z.core.$ZodCheck<T> {
  return z.check<T>(({ value, issues }) => {
    const message = find(value)
    if (message !== undefined) issues.push({ code: 'custom', message, input: value, path })
  })
}
