/** `client/http.ts` of the generated code: what sends a call and takes its answer. */
export const httpRuntime = `import * as z from 'zod'

/** Where the API is, and how it is called. */
export interface ClientOptions {
  /** Address that paths are put behind; the first server of the description when absent. */
  readonly baseUrl?: string | undefined
  /** Sent with each call; a function is asked each time, such as for a token. */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>) | undefined
  /** \`fetch\` of the platform when absent. */
  readonly fetch?: typeof fetch | undefined
  /** \`false\`: answers are taken as they are, without a check against their schemas. */
  readonly validate?: boolean | undefined
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** Sent with this call, over those of the client. */
  readonly headers?: HeadersInit | undefined
}

/** What an operation sends, by where it goes. */
export interface CallInput {
  readonly path?: object | undefined
  readonly query?: object | undefined
  readonly header?: object | undefined
  /** For servers: browsers send the cookies that they have, and leave these out. */
  readonly cookie?: object | undefined
  readonly body?: unknown
}

/** How a list or an object is written in an address. */
export type ParameterStyle = 'comma' | 'deep' | 'json' | 'pipe' | 'repeat' | 'space'

/** One call of the API, as data. */
export interface OperationSpec {
  readonly method: string
  /** With names in braces. */
  readonly path: string
  /** Styles of the parameters that are not repeated for each value. */
  readonly query?: Readonly<Record<string, ParameterStyle>>
  readonly body?: {
    readonly kind: 'binary' | 'form' | 'json' | 'multipart' | 'text'
    readonly type: string
  }
  readonly result?: 'binary' | 'json' | 'text'
  /** What a JSON answer is checked by. */
  readonly schema?: () => z.core.$ZodType
}

export interface Client {
  readonly options: ClientOptions
  /** Sends a call; the answer's value, checked where the operation has a schema, with its headers. */
  send(
    spec: OperationSpec,
    input?: CallInput,
    options?: CallOptions,
  ): Promise<{ readonly value: unknown; readonly headers: Headers }>
}

/** An answer that says that the call went wrong. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number
  readonly headers: Headers
  /** What the answer says, parsed where it is JSON. */
  readonly body: unknown

  constructor(
    spec: OperationSpec,
    answer: { readonly status: number; readonly headers: Headers },
    body: unknown,
  ) {
    super(\`\${spec.method} \${spec.path} was answered with \${answer.status}.\`)
    this.status = answer.status
    this.headers = answer.headers
    this.body = body
  }
}

/** An answer that is not what the description says. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]

  constructor(spec: OperationSpec, error: z.ZodError) {
    super(
      \`The answer to \${spec.method} \${spec.path} is not what the description says: \${z.prettifyError(error)}\`,
    )
    this.issues = error.issues
  }
}

/** A call of the API: input and options follow the client. */
export interface Operation<TInput, TResult> {
  (
    client: Client,
    ...args: Record<never, never> extends TInput
      ? [input?: TInput, options?: CallOptions]
      : [input: TInput, options?: CallOptions]
  ): Promise<TResult>
  readonly spec: OperationSpec
}

/** Makes the function of a call. */
export function operation<TInput, TResult>(
  spec: OperationSpec & { readonly schema?: () => z.core.$ZodType<TResult> },
): Operation<TInput, TResult> {
  const run = async (client: Client, input?: TInput, options?: CallOptions): Promise<TResult> => {
    const { value } = await client.send(spec, input ?? {}, options)
    // Sound: checked by the operation's schema, or nothing is known of it.
    return value as TResult
  }
  return Object.assign(run, { spec })
}

/** Makes a client of the API. */
export function createApiClient(server: string, options: ClientOptions): Client {
  const { fetch: send = globalThis.fetch, validate = true } = options
  const baseUrl = (options.baseUrl ?? server).replace(/\\/+$/, '')
  return {
    options,
    async send(spec, input = {}, { signal, headers } = {}) {
      const request = bodyOf(spec, input.body)
      const common =
        typeof options.headers === 'function' ? await options.headers() : options.headers
      const all = new Headers(common)
      if (spec.result !== undefined)
        all.set('accept', spec.result === 'json' ? 'application/json' : '*/*')
      if (request?.type !== undefined) all.set('content-type', request.type)
      for (const [name, value] of Object.entries(input.header ?? {})) {
        if (value !== undefined && value !== null) all.set(name, String(value))
      }
      new Headers(headers).forEach((value, name) => all.set(name, value))
      const cookies = [all.get('cookie') ?? '', cookiesOf(input.cookie)].filter((text) => text !== '')
      if (cookies.length > 0) all.set('cookie', cookies.join('; '))
      const answer = await send(
        \`\${baseUrl}\${pathOf(spec.path, input.path)}\${queryOf(spec, input.query)}\`,
        {
          method: spec.method,
          headers: all,
          ...(request && { body: request.body }),
          ...(signal && { signal }),
        },
      )
      if (!answer.ok) throw new HttpError(spec, answer, await errorBody(answer))
      return { value: await valueOf(spec, answer, validate), headers: answer.headers }
    },
  }
}

async function errorBody(answer: Response): Promise<unknown> {
  const text = await answer.text().catch(() => '')
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

async function valueOf(spec: OperationSpec, answer: Response, validate: boolean): Promise<unknown> {
  if (spec.result === 'binary') return answer.blob()
  const text = await answer.text()
  if (spec.result === 'text') return text
  if (spec.result === undefined || text === '') return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new HttpError(spec, answer, text.slice(0, 1_000) || cause)
  }
  if (!validate || !spec.schema) return value
  const checked = z.safeParse(spec.schema(), value)
  if (!checked.success) throw new AnswerError(spec, checked.error)
  return checked.data
}

/** The path with its values; one that is empty, or that leads to another path, is refused. */
function pathOf(path: string, values: object = {}): string {
  const given = new Map<string, unknown>(Object.entries(values))
  return path.replaceAll(/\\{([^{}]+)\\}/g, (_, name: string) => {
    const value = given.get(name)
    const text = Array.isArray(value) ? value.map(String).join(',') : String(value ?? '')
    if (text === '' || text === '.' || text === '..') {
      throw new TypeError(\`"\${text}" cannot stand for {\${name}} in \${path}.\`)
    }
    return encodeURIComponent(text)
  })
}

function queryOf({ query: styles = {} }: OperationSpec, values: object = {}): string {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    pairsOf(name, value, Object.hasOwn(styles, name) ? styles[name] : 'repeat'),
  )
  const text = pairs
    .map(([name, value]) => \`\${encodeURIComponent(name)}=\${encodeURIComponent(value)}\`)
    .join('&')
  return text === '' ? '' : \`?\${text}\`
}

function cookiesOf(values: object = {}): string {
  return Object.entries(values)
    .flatMap(([name, value]) => pairsOf(name, value, 'comma'))
    .map(([name, value]) => \`\${name}=\${encodeURIComponent(value)}\`)
    .join('; ')
}

type Pair = readonly [name: string, value: string]

const signs = { comma: ',', pipe: '|', space: ' ' } as const

function pairsOf(name: string, value: unknown, style: ParameterStyle | undefined): Pair[] {
  if (value === undefined || value === null) return []
  if (style === 'json') return [[name, JSON.stringify(value)]]
  if (style === 'deep') return deepPairs(name, value)
  const list: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined
  if (list) {
    if (style === 'comma' || style === 'pipe' || style === 'space')
      return [[name, list.map(String).join(signs[style])]]
    return list.map((item) => [name, String(item)])
  }
  if (typeof value === 'object') {
    const members = Object.entries(value).filter(([, inner]) => inner !== undefined)
    if (style === 'comma') return [[name, members.flat().map(String).join(',')]]
    return members.map(([inner, member]) => [inner, String(member)])
  }
  return [[name, String(value)]]
}

/** \`a[b][c]=1\`, \`a[]=1\`: how forms and deep objects are written. */
function deepPairs(name: string, value: unknown): Pair[] {
  if (value === undefined) return []
  if (value === null) return [[name, '']]
  if (Array.isArray(value))
    return value.flatMap((item, index) => deepPairs(\`\${name}[\${isPlain(item) ? '' : index}]\`, item))
  if (isPlain(value)) return [[name, String(value)]]
  return Object.entries(value).flatMap(([inner, member]) => deepPairs(\`\${name}[\${inner}]\`, member))
}

function isPlain(value: unknown): value is boolean | number | string | null {
  return typeof value !== 'object' || value === null
}

function bodyOf(
  { body: spec }: OperationSpec,
  body: unknown,
): { body: BodyInit; type?: string } | undefined {
  if (!spec || body === undefined) return undefined
  if (spec.kind === 'json')
    return {
      body: JSON.stringify(body),
      type: spec.type === '*/*' ? 'application/json' : spec.type,
    }
  if (spec.kind === 'text') return { body: String(body), type: spec.type }
  if (spec.kind === 'binary')
    return { body: body instanceof Blob ? body : String(body), type: spec.type }
  const members = typeof body === 'object' && body !== null ? Object.entries(body) : []
  if (spec.kind === 'form') {
    const pairs = members.flatMap(([name, value]) => deepPairs(name, value))
    return {
      body: new URLSearchParams(pairs.map(([name, value]) => [name, value])),
      type: spec.type,
    }
  }
  const form = new FormData()
  for (const [name, value] of members) {
    if (value === undefined || value === null) continue
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item instanceof Blob) form.append(name, item)
      else form.append(name, isPlain(item) ? String(item) : JSON.stringify(item))
    }
  }
  // Its type has the boundary, which the platform knows.
  return { body: form }
}
`
