/** The type of a value, as it is emitted: nothing of JSON Schema is left in it. */
export type Shape = ShapeKind & { readonly nullable?: true }

type ShapeKind =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'never' }
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'binary' }
  | StringShape
  | NumberShape
  /** A closed list of values, each once. */
  | { readonly kind: 'enum'; readonly values: readonly (boolean | number | string)[] }
  | ListShape
  | { readonly kind: 'tuple'; readonly items: readonly Shape[]; readonly rest?: Shape }
  | ObjectShape
  /** An object with any names and one type of value. */
  | { readonly kind: 'record'; readonly values: Shape }
  | UnionShape
  | { readonly kind: 'intersection'; readonly parts: readonly Shape[] }
  | RefShape

export interface StringShape {
  readonly kind: 'string'
  readonly format?: StringFormat
  readonly min?: number
  readonly max?: number
  /** A pattern that compiles with these flags. */
  readonly pattern?: { readonly source: string; readonly flags: '' | 'u' }
}

export type StringFormat =
  | 'base64'
  | 'date'
  | 'datetime'
  | 'email'
  | 'ipv4'
  | 'ipv6'
  | 'time'
  | 'url'
  | 'uuid'

export interface NumberShape {
  readonly kind: 'number'
  readonly integer: boolean
  readonly min?: number
  readonly max?: number
  readonly above?: number
  readonly below?: number
  readonly step?: number
}

interface ListShape {
  readonly kind: 'list'
  readonly items: Shape
  readonly min?: number
  readonly max?: number
}

export interface ObjectShape {
  readonly kind: 'object'
  readonly fields: readonly Field[]
  /** What becomes of names that are not among the fields. */
  readonly others: 'keep' | 'refuse' | 'strip'
}

export interface UnionShape {
  readonly kind: 'union'
  readonly options: readonly Shape[]
  /** The field that tells the options apart, each of which has it as a closed list of its own. */
  readonly discriminator?: string
}

/** A schema by its name. */
export interface RefShape {
  readonly kind: 'ref'
  /** `Schema.id` */
  readonly to: string
}

export interface Field {
  readonly name: string
  readonly shape: Shape
  readonly required: boolean
  /** Not in what a client sends. */
  readonly readOnly?: true
  /** Not in what the server answers. */
  readonly writeOnly?: true
  readonly text?: string
  readonly deprecated?: true
  /** What stands for it where it is absent. */
  readonly default?: PlainValue
  /** Of `x-relationship`. */
  readonly relationship?: { readonly entity: string; readonly type: string }
}

export type PlainValue = boolean | number | string

/** A schema with a name. */
export interface Schema {
  /** Document and pointer. */
  readonly id: string
  /** As the description calls it. */
  readonly givenName: string
  readonly shape: Shape
  readonly text: string | undefined
  readonly deprecated: boolean
}

export type Method = 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT' | 'TRACE'

/** How a list or an object is written in an address. */
export type ParameterStyle = 'comma' | 'deep' | 'json' | 'pipe' | 'repeat' | 'space'

export interface Parameter {
  readonly name: string
  readonly in: 'cookie' | 'header' | 'path' | 'query'
  readonly shape: Shape
  readonly required: boolean
  readonly style: ParameterStyle
  readonly text: string | undefined
  readonly deprecated: boolean
  readonly default?: PlainValue
}

export type BodyKind = 'binary' | 'form' | 'json' | 'multipart' | 'text'

export interface Body {
  readonly kind: BodyKind
  /** Media type. */
  readonly type: string
  readonly shape: Shape
  readonly required: boolean
}

export interface Result {
  readonly kind: 'binary' | 'json' | 'text'
  readonly shape: Shape
}

/** One call of the API. */
export interface Operation {
  readonly method: Method
  readonly path: string
  /** `operationId`, where there is one. */
  readonly id: string | undefined
  readonly tag: string | undefined
  readonly summary: string | undefined
  readonly deprecated: boolean
  readonly parameters: readonly Parameter[]
  readonly body: Body | undefined
  /** What it answers when it went well; nothing where it answers nothing. */
  readonly result: Result | undefined
  /** Beside `result`, it may answer nothing. */
  readonly mayBeEmpty: boolean
}

/** A description of an API, as it is emitted. */
export interface ApiDocument {
  readonly title: string
  readonly version: string
  /** The first server's address, with the defaults of its variables. */
  readonly server: string
  /** By `id`, in the order of the description. */
  readonly schemas: ReadonlyMap<string, Schema>
  readonly operations: readonly Operation[]
}

/** Something that was left out or taken in another way, and why. */
export interface Note {
  readonly kind: 'entity' | 'field' | 'operation' | 'relation' | 'schema'
  /** Where in the description, or what. */
  readonly where: string
  readonly message: string
}

/** Takes note of one thing. */
export type TakeNote = (kind: Note['kind'], where: string, message: string) => void
