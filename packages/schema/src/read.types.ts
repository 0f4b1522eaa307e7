import type { AnyEntity, FieldName, KeyField, ParentField, Row } from './entity.types.ts'

type Values = Readonly<Record<string, unknown>>

/** Values that have an order: text by its bytes in UTF-8, dates by time, numbers, bigints. */
export type Comparable = Date | bigint | number | string

/** Values that are equal or not; objects, lists and maps are not compared. */
export type Scalar = Comparable | boolean | null

type ScalarOf<T> = unknown extends T ? Scalar : Extract<T, Scalar>
type ComparableOf<T> = unknown extends T ? Comparable : Extract<T, Comparable>
type HasText<T> = unknown extends T ? true : [Extract<T, string>] extends [never] ? false : true
type ElementOf<T> = unknown extends T
  ? Scalar
  : T extends readonly (infer TElement)[] | ReadonlySet<infer TElement>
    ? ScalarOf<TElement>
    : never

interface EqualityOperators<TScalar> {
  readonly eq?: TScalar
  /** Another value, `null` among them; absent values are not. */
  readonly ne?: TScalar
  /** One of 1–100 values. */
  readonly in?: readonly TScalar[]
}

interface OrderOperators<TComparable> {
  readonly gt?: TComparable
  readonly gte?: TComparable
  readonly lt?: TComparable
  readonly lte?: TComparable
}

interface StartOperator {
  readonly startsWith?: string
}

interface ContainsOperator<TPart> {
  /** A part of a text, or one element of a list or a set. */
  readonly contains?: TPart
}

interface ExistsOperator {
  /** Whether there is a value at all; `null` is one. */
  readonly exists?: boolean
}

type If<TTest, TOperators> = [TTest] extends [never] ? unknown : TOperators
type PartOf<T> = ElementOf<T> | (HasText<T> extends true ? string : never)

type AllOperators<T> = If<ScalarOf<T>, EqualityOperators<ScalarOf<T>>> &
  If<ComparableOf<T>, OrderOperators<ComparableOf<T>>> &
  If<PartOf<T>, ContainsOperator<PartOf<T>>> &
  (HasText<T> extends true ? StartOperator : unknown) &
  (undefined extends T ? ExistsOperator : unknown)

/** The operators that a field of this type has: of several, all must hold. */
export type Operators<T> = [keyof AllOperators<T>] extends [never]
  ? never
  : { readonly [O in keyof AllOperators<T>]: AllOperators<T>[O] }

/** What a field is asked for: its value itself (`null` matches `null` alone), or operators. */
export type Condition<T> = ScalarOf<T> | Operators<T>

/** Conditions by field, all of which must hold; fields that no operator is for are left out. */
export type Where<TRow = Values> = {
  readonly [F in keyof TRow as [Condition<TRow[F]>] extends [never] ? never : F]?: Condition<TRow[F]>
}

export type OrderDirection = 'asc' | 'desc'

/**
 * The one field that rows are ordered by; those without a value there (absent or `null`) are not in that order.
 *
 * A field that is `indexed` or `unique`, or the first of the entity's own key fields: the order of keys, backwards with
 * `desc`. Key order is that of a root's `list`, and of a child's `query`.
 */
export type OrderBy<TRow = Values> = {
  readonly [
    F in keyof TRow as [ComparableOf<TRow[F]> | Extract<TRow[F], boolean>] extends [never] ? never : F
  ]?: OrderDirection
}

/** The fields that a caller asks for by name; all of them without a list. */
export type FieldList<TField extends string = string> = readonly TField[] | undefined

/** How rows are read. */
export interface GetOptions<TFields extends FieldList = FieldList> {
  /** The fields that are wanted; those of the row's key come with them. All when absent. */
  readonly fields?: TFields
  /**
   * Whether every write that was acknowledged is seen; `true` when absent, but for `list`.
   *
   * A list that only an index can answer refuses `true`.
   */
  readonly consistent?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** A row with some of its fields, its key's always among them; the whole row where none are named. */
export type Selected<T extends AnyEntity, TFields extends FieldList> = [TFields] extends [undefined]
  ? Row<T>
  : // Of any entity, nothing is known that could be left out.
    string extends FieldName<T['schema']>
    ? Row<T>
    : Pick<Row<T>, (KeyField<T> | NonNullable<TFields>[number] | ParentField<T>) & keyof Row<T>>
