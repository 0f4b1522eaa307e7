/** Why a Zod schema cannot be a field of an entity. */
export class UnsupportedFieldError extends Error {
  override readonly name = 'UnsupportedFieldError'
  /**
   * Dotted path below the field, `''` for the field itself: names of fields, `[]` for items, `[0]` for a tuple's first,
   * `[...]` for its rest, `{}` for the values of a record, a map or a catchall, `{key}` for keys, `|0` for a union's first
   * option.
   */
  readonly path: string

  constructor(message: string, path = '') {
    super(message)
    this.path = path
  }
}

/** The error of what cannot be stored: what it is, and what to do. */
export function unsupported(what: string, hint: string): UnsupportedFieldError {
  return new UnsupportedFieldError(`${what} cannot be stored. ${hint}`)
}

/** Describes what is inside a schema; its error is one of the schema, with the path of what is inside. */
export function within<T>(name: string, describe: () => T): T {
  try {
    return describe()
  } catch (error) {
    if (!(error instanceof UnsupportedFieldError)) throw error
    throw new UnsupportedFieldError(error.message, [name, error.path].filter(Boolean).join('.'))
  }
}

const remove = 'Remove the field.'

/** Types of schema that cannot be stored: how they are written, and the nearest thing that can. */
export const advice: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  custom: ['z.custom() or z.instanceof()', 'Use a schema of plain data with .refine(), or z.unknown().'],
  file: ['z.file()', 'Store the file elsewhere and keep its address as z.url().'],
  function: ['z.function()', remove],
  nan: ['z.nan()', 'Use z.number().nullable().'],
  never: ['z.never()', remove],
  promise: ['z.promise()', 'Await the value before it is written.'],
  symbol: ['z.symbol()', 'Use z.enum().'],
  transform: [
    'The result of .transform(), which is not known,',
    'End it with .pipe(z.number()) or the like, or use z.codec() or .overwrite().',
  ],
  undefined: ['z.undefined()', 'Use .optional() on a field that can hold a value.'],
  void: ['z.void()', remove],
}
