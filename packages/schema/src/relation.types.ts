/** A row of the target's is named by fields of this entity. */
export interface BelongsTo<TTarget extends string = string, TField extends string = string> {
  readonly kind: 'belongsTo'
  readonly target: TTarget
  /** The foreign key: fields of this entity, one for each field of the target's key, in its order. */
  readonly fields: readonly TField[]
}

/** Rows of the target's name this entity's row by fields of theirs. */
export interface HasMany<TTarget extends string = string, TField extends string = string> {
  readonly kind: 'hasMany'
  readonly target: TTarget
  /** The foreign key: fields of the target, one for each field of this entity's key, in its order. */
  readonly fields: readonly TField[]
}

/** Rows of the target's that rows of a join entity tie to this entity's row. */
export interface ManyToMany<TTarget extends string = string, TThrough extends string = string> {
  readonly kind: 'manyToMany'
  readonly target: TTarget
  /** Name of the join entity. */
  readonly through: TThrough
  /** The join entity's foreign key of this entity. */
  readonly fields: readonly string[]
  /** The join entity's foreign key of the target. */
  readonly targetFields: readonly string[]
}

/** A row of one of several entities, named by a field that tells which and one that holds its key. */
export interface MorphTo<
  TTargets extends Readonly<Record<string, string>> = Readonly<Record<string, string>>,
  TType extends string = string,
  TField extends string = string,
> {
  readonly kind: 'morphTo'
  /** Names of the entities, by the value of `type` that stands for each. */
  readonly targets: TTargets
  /** The field of this entity that tells which. */
  readonly type: TType
  /** The foreign key: the field of this entity that holds the target's key. */
  readonly fields: readonly TField[]
}

/** Rows of the target's that name this entity's row by their `type` and their foreign key. */
export interface MorphMany<
  TTarget extends string = string,
  TType extends string = string,
  TField extends string = string,
  TValue extends string = string,
> {
  readonly kind: 'morphMany'
  readonly target: TTarget
  /** The field of the target that tells whose row it is. */
  readonly type: TType
  /** The value of `type` that stands for this entity. */
  readonly value: TValue
  /** The foreign key, a field of the target. */
  readonly fields: readonly TField[]
}

/** How rows of one entity hang together with those of another, or of the same. */
export type Relation = BelongsTo | HasMany | ManyToMany | MorphMany | MorphTo

/** A relation as `defineEntity` takes it, where a foreign key's name does not say it all. */
export type RelationOptions<TField extends string = string> =
  | BelongsToOptions<TField>
  | ManyToManyOptions
  | MorphToOptions<TField>
  | NoRelationOptions<TField>

/** A field that is no foreign key, though it is called like one. */
export interface NoRelationOptions<TField extends string = string> {
  readonly kind: 'none'
  readonly field: TField
  readonly inverse?: never
}

/** A foreign key that is not called after its target: a self reference, one of two keys to one target, a composite one. */
export interface BelongsToOptions<TField extends string = string> {
  readonly kind: 'belongsTo'
  /** Plural name of the entity that is pointed to. */
  readonly target: string
  /** The foreign key: one field, or one for each field of the target's key, in its order. */
  readonly field: TField | readonly TField[]
  /** Name of the relation on the target's side; this entity's plural name when absent, none with `false`. */
  readonly inverse?: string | false
}

/** Rows tied by a join entity, which has a belongsTo to either side. */
export interface ManyToManyOptions {
  readonly kind: 'manyToMany'
  /** Plural name of the entity on the other side. */
  readonly target: string
  /** Plural name of the join entity. */
  readonly through: string
  /** The join entity's relation to this entity, where it has several. */
  readonly from?: string
  /** The join entity's relation to the target, where it has several. */
  readonly to?: string
  /** Name of the relation on the target's side; this entity's plural name when absent, none with `false`. */
  readonly inverse?: string | false
}

/** An owner of one of several entities. */
export interface MorphToOptions<TField extends string = string> {
  readonly kind: 'morphTo'
  /** The field that tells which entity: an enum of singulars, or of the names in `targets`. */
  readonly type: TField
  /** The field that holds the owner's key. */
  readonly field: TField
  /** Plural name of the entity that each value of `type` stands for; the one of that singular when absent. */
  readonly targets?: Readonly<Record<string, string>>
  /** Name of the relation on the owners' side; this entity's plural name when absent, none with `false`. */
  readonly inverse?: string | false
}
