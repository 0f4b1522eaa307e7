/** The types of a value that is neither `null` nor absent. */
type Present<T> = Exclude<T, null | undefined>

/** Any value of JSON. */
export type JsonValue =
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }
  | null

/**
 * What JSON brings of a value, as the server writes it: a date is an ISO text, a bigint its digits, a set a list, a map a
 * list of pairs, and those among values of other types are tagged (`{ $date: string }`).
 *
 * Two forms are not told: in a union of objects without a discriminator the dates inside are tagged too, and the items of
 * a list that may hold `undefined` are any JSON.
 */
export type JsonOf<T> = unknown extends T ? JsonValue : ValueOf<T, Present<T>, string>

/** What JSON may bring to the server for a value: as {@link JsonOf}, where a date may be a `Date`, which JSON makes a text of. */
export type JsonFor<T> = unknown extends T ? unknown : ValueOf<T, Present<T>, Date | string>

/** One type of `TAll`, which tells whether it stands by itself. */
type ValueOf<T, TAll, TDate> = T extends boolean | number | string | null | undefined
  ? T
  : T extends Date
    ? [TAll] extends [Date]
      ? TDate
      : { readonly $date: string }
    : T extends bigint
      ? [TAll] extends [bigint]
        ? string
        : { readonly $bigint: string }
      : T extends ReadonlyMap<infer TKey, infer TItem>
        ? [TAll] extends [ReadonlyMap<unknown, unknown>]
          ? [Item<TKey, TDate>, Item<TItem, TDate>][]
          : { readonly $map: [Item<TKey, TDate>, Item<TItem, TDate>][] }
        : T extends ReadonlySet<infer TItem>
          ? [TAll] extends [ReadonlySet<unknown>]
            ? Item<TItem, TDate>[]
            : { readonly $set: Item<TItem, TDate>[] }
          : T extends readonly unknown[]
            ? { [I in keyof T]: Item<T[I], TDate> }
            : T extends object
              ? { [F in keyof T]: unknown extends T[F] ? AnyOf<TDate> : ValueOf<T[F], Present<T[F]>, TDate> }
              : never

/** An item of a list, where JSON has no `undefined`. */
type Item<T, TDate> = undefined extends T ? AnyOf<TDate> : ValueOf<T, Present<T>, TDate>

/** What may be anything: what is read is JSON, what is sent is made JSON of. */
type AnyOf<TDate> = Date extends TDate ? unknown : JsonValue
