import { invalid } from './service-error.ts'

const pattern = /\s*(?:([()=,]|<>|<=|>=|<|>)|([#:]?[A-Za-z_][A-Za-z0-9_]*))/y

/** The words and signs of an expression, in order. */
export interface Tokens {
  /** The next one, without taking it; `''` at the end. */
  readonly peek: () => string
  readonly take: () => string
  /** Takes the next one where it is this word, in any case. */
  readonly took: (word: string) => boolean
  /** @throws `ValidationException` where another one comes. */
  readonly expect: (word: string) => void
}

export function tokensOf(expression: string): Tokens {
  const all = split(expression)
  let at = 0
  const peek = (): string => all[at] ?? ''
  const took = (word: string): boolean => {
    if (peek().toUpperCase() !== word) return false
    at += 1
    return true
  }
  return {
    peek,
    take: () => {
      const token = peek()
      at += 1
      return token
    },
    took,
    expect: (word) => {
      if (!took(word))
        throw invalid(`Invalid expression: syntax error; token: "${peek()}", near: "${expression}"`)
    },
  }
}

function split(expression: string): string[] {
  const found: string[] = []
  const end = expression.trimEnd().length
  pattern.lastIndex = 0
  while (pattern.lastIndex < end) {
    const match = pattern.exec(expression)
    if (!match) throw invalid(`Invalid expression: syntax error near: "${expression}"`)
    found.push(match[1] ?? match[2] ?? '')
  }
  return found
}
