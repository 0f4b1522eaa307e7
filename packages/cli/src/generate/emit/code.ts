/**
 * Code that is laid out in the end: texts, one after the other in a list, or members between brackets, which stand on one
 * line where they fit.
 */
export type Code = string | readonly Code[] | Group

interface Group {
  readonly open: string
  readonly items: readonly Code[]
  readonly close: string
  /** On lines of their own in any case. */
  readonly isTall: boolean
  /** Between two members on one line, and after each on a line of its own. */
  readonly separator: string
  /** After a separator on one line. */
  readonly gap: string
  /** Between the brackets and the members on one line. */
  readonly padding: string
  /** After the last of those on lines of their own. */
  readonly last: string
  /** Before each on a line of its own. */
  readonly lead: string
}

const width = 100
const group = { isTall: false, separator: ',', gap: ' ', padding: '', last: ',', lead: '' }

/** `name(a, b)` */
export function call(name: string, ...items: readonly Code[]): Code {
  const [only] = items
  // An object or a list alone stands in the brackets of the call.
  if (items.length === 1 && isGroup(only) && /^[{[]$/.test(only.open)) {
    return { ...only, open: `${name}(${only.open}`, close: `${only.close})` }
  }
  return { ...group, open: `${name}(`, items, close: ')' }
}

export function list(items: readonly Code[]): Code {
  return { ...group, open: '[', items, close: ']' }
}

/** An object of members, each `name: value` or `...value`, on lines of their own; comments above them are part of the members. */
export function object(items: readonly Code[], isTall = true): Code {
  if (items.length === 0) return '{}'
  return { ...group, open: '{', items, close: '}', padding: ' ', isTall }
}

/** The members of a type, `;` between them. */
export function typeMembers(items: readonly Code[]): Code {
  if (items.length === 0) return '{}'
  return { ...group, open: '{', items, close: '}', padding: ' ', separator: ';', last: '', isTall: true }
}

/** `head code`, the code on a line of its own where it does not fit. */
export function arrow(head: string, code: Code): Code {
  return { ...group, open: head, items: [code], close: '', padding: ' ', last: '' }
}

/** `A | B`, each on a line of its own where they do not fit. */
export function union(items: readonly Code[], sign: '&' | '|' = '|'): Code {
  // A union in a union is the same one: two signs after each other are no type.
  const all = items.flatMap((item) => (isGroup(item) && item.lead === `${sign} ` ? item.items : [item]))
  const [only] = all
  if (all.length === 1 && only !== undefined) return only
  return { ...group, open: '', items: all, close: '', separator: ` ${sign}`, last: '', lead: `${sign} ` }
}

/** `Name<A, B>`, with what follows on its last line. */
export function generic(name: string, items: readonly Code[], after = ''): Code {
  const [only] = items
  if (items.length === 1 && isGroup(only) && only.open === '{') {
    return { ...only, open: `${name}<{`, close: `}>${after}` }
  }
  return { ...group, open: `${name}<`, items, close: `>${after}`, last: '' }
}

/** `head(a, b)after`, such as the head of a function. */
export function brackets(head: string, items: readonly Code[], after: string): Code {
  return { ...group, open: `${head}(`, items, close: `)${after}` }
}

/** `head` `body`, the body on lines of its own where it does not fit: what a call of a function takes as its only value. */
export function callback(head: string, body: Code): Code {
  return { ...group, open: `${head} `, items: [body], close: ')' }
}

/** A call of `z`, and one of what it gives: `z.array(…).optional()`. */
export function chain(code: Code, suffix: string): Code {
  const isHugging = isGroup(code) && /[{[]$/.test(code.open)
  if (!isGroup(code) || isHugging || !code.open.startsWith('z.')) return [code, suffix]
  const items = [{ ...code, open: code.open.slice(1) }, suffix]
  return { ...group, open: 'z', items, close: '', separator: '', gap: '', last: '' }
}

/** Members of an object whose braces are in what is before and in `close`. */
export function membersOnly(items: readonly Code[], close: string): Code {
  return { ...group, open: '', items, close, isTall: true }
}

/** Lines of a function, after its head with the brace. */
export function block(head: string, lines: readonly Code[]): Code {
  return { ...group, open: head, items: lines, close: '}', isTall: true, separator: '', last: '' }
}

function isGroup(code: Code | undefined): code is Group {
  return typeof code === 'object' && 'open' in code
}

/** Lays code out, from this column and with this indentation on. */
export function layOut(code: Code, indent = 0, column = indent): string {
  if (typeof code === 'string') return code.replaceAll('\n', `\n${' '.repeat(indent)}`)
  if (!isGroup(code)) {
    let text = ''
    for (const part of code) text += layOut(part, indent, columnAfter(column, text))
    return text
  }
  const flat = flatten(code, width - column)
  if (flat !== undefined) return flat
  return tall(code, indent)
}

function tall({ open, items, close, separator, last, lead }: Group, indent: number): string {
  const inner = indent + 2
  const pad = ' '.repeat(inner)
  // A union begins each line with its sign and needs none between.
  const between = lead === '' ? separator.replace(';', '') : ''
  const lines = items.map((item, index) => {
    const end = index === items.length - 1 ? last : between
    const laid = layOut(item, inner + lead.length, inner + lead.length)
    // What begins on a line of its own is indented already.
    return laid.startsWith('\n') && lead === '' ? `${laid.slice(1)}${end}` : `${pad}${lead}${laid}${end}`
  })
  const tail = lead === '' && close !== '' ? `\n${' '.repeat(indent)}${close}` : ''
  return `${open}\n${lines.join('\n')}${tail}`
}

/** On one line; `undefined` where it has more characters, or wants more lines. */
function flatten(code: Code, room: number): string | undefined {
  if (typeof code === 'string') return code.length > room || code.includes('\n') ? undefined : code
  const [start, end] = isGroup(code)
    ? [code.open + code.padding, code.close === '' ? '' : code.padding + code.close]
    : ['', '']
  if (isGroup(code) && code.isTall) return undefined
  const items = isGroup(code) ? code.items : code
  const between = isGroup(code) ? code.separator + code.gap : ''
  let text = start
  for (const [index, item] of items.entries()) {
    if (index > 0) text += between
    const part = flatten(item, room - text.length - end.length)
    if (part === undefined) return undefined
    text += part
  }
  text += end
  return text.length > room ? undefined : text
}

function columnAfter(column: number, text: string): number {
  const line = text.lastIndexOf('\n')
  return line === -1 ? column + text.length : text.length - line - 1
}
