/** The part of an answer that is not its body, as Lambda takes it. */
export interface AnswerHead {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly cookies: readonly string[]
}

/** The connection is Lambda's own. */
const hopByHop: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'set-cookie', 'transfer-encoding'])

export function headOf({ status, headers }: Response): AnswerHead {
  const kept = [...headers].filter(([name]) => !hopByHop.has(name))
  return { statusCode: status, headers: Object.fromEntries(kept), cookies: headers.getSetCookie() }
}
