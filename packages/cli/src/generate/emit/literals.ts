/** Characters that end a text or a line, that are not seen, or that turn the direction of what is read. */
const unsafe = /['\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** A text as code. */
export function text(value: string): string {
  const escaped = value.replaceAll(unsafe, (character) => {
    const short = { "'": "\\'", '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
    if (short !== undefined) return short
    return Array.from({ length: character.length }, (_, index) => unit(character.charCodeAt(index))).join('')
  })
  return `'${escaped}'`
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`
}

/** Any plain value as code. */
export function literal(value: boolean | number | string | null): string {
  if (typeof value === 'string') return text(value)
  return Object.is(value, -0) ? '0' : String(value)
}

/** The name of a member as code. */
export function memberName(name: string): string {
  if (name === '__proto__') return "['__proto__']"
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name)
}

/** A regular expression as code; its source is one that `RegExp` gave. */
export function regExp(source: string, flags: string): string {
  const clean = source.replaceAll(/[\p{Cf}\p{Cs}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => unit(character.charCodeAt(index))).join(''),
  )
  return clean === source ? `/${source}/${flags}` : `new RegExp(${text(source)}, '${flags}')`
}

const longestText = 400

/** What a description says, as a text that cannot leave its comment. */
export function plainText(given: string): string {
  const clean = given
    .replaceAll(/<[^<>]{0,200}>/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('*/', '*\\/')
    .replaceAll('/*', '/\\*')
    .replaceAll(/(^|\s)@/g, '$1＠')
    .trim()
  if (clean.length <= longestText) return clean
  const end = clean.lastIndexOf(' ', longestText)
  return `${clean.slice(0, end > 0 ? end : longestText).replace(/\\$/, '')} …`
}

const lineWidth = 96

interface DocsOptions {
  readonly deprecated?: boolean
  /** Columns that it stands further to the right. */
  readonly indent?: number
  /** What stands for the value where it is absent. */
  readonly initial?: boolean | number | string | undefined
}

/** What is said of a field beside its text. */
export function saidOf({
  deprecated,
  default: initial,
}: {
  readonly deprecated?: true
  readonly default?: boolean | number | string
}): Pick<DocsOptions, 'deprecated' | 'initial'> {
  return { deprecated: deprecated === true, initial }
}

/** A comment of documentation above what follows; `''` where there is nothing to say. */
export function docs(
  given: string | undefined,
  { deprecated = false, indent = 0, initial }: DocsOptions = {},
): string {
  const said = given === undefined ? '' : plainText(given)
  const mark = [
    ...(initial === undefined ? [] : [`@default ${plainText(literal(initial))}`]),
    ...(deprecated ? ['@deprecated'] : []),
  ]
  if (said === '' && mark.length === 0) return ''
  const lines = [...wrap(said, lineWidth - indent), ...mark]
  return lines.length === 1
    ? `/** ${lines[0]} */\n`
    : `/**\n${lines.map((line) => ` * ${line}`).join('\n')}\n */\n`
}

function wrap(said: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of said.split(' ').filter((part) => part !== '')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}
