import type * as z from 'zod'

/** What a schema says of a value: its first message by the path of its field; `{}` where it takes the value. */
export function faultsOf(schema: z.ZodType, value: unknown): Record<string, string> {
  const { error } = schema.safeParse(value)
  return Object.fromEntries(
    (error?.issues ?? []).toReversed().map(({ path, message }) => [path.join('.'), message]),
  )
}

/** What a schema says of a bare value. */
export function faultOf(schema: z.ZodType, value: unknown): string | undefined {
  return faultsOf(schema, value)['']
}
