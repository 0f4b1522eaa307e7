/** What a finding is about. */
export type FindingCode =
  | 'billing'
  | 'credentials'
  | 'endpoint'
  | 'index'
  | 'key'
  | 'layout'
  | 'permission'
  | 'protection'
  | 'recovery'
  | 'region'
  | 'stream'
  | 'table'
  | 'ttl'

/** One thing that was looked at. */
export interface Finding {
  /** `error`: the store does not work so. `warning`: it does, and something is missing that one wants. */
  readonly level: 'error' | 'ok' | 'warning'
  readonly code: FindingCode
  /** A sentence for people: what, where, and what to do. */
  readonly message: string
}

/** Findings as plain text: a line each, and their sum. */
export function doctorReport(findings: readonly Finding[]): string {
  const width = 'warning'.length
  const lines = findings.map(({ level, message }) => `${level.padEnd(width)}  ${message}`)
  const count = (level: Finding['level'], name: string): string[] => {
    const { length } = findings.filter((finding) => finding.level === level)
    return length === 0 ? [] : [`${length} ${name}${length === 1 ? '' : 's'}`]
  }
  const sum = [...count('error', 'error'), ...count('warning', 'warning')]
  return [...lines, sum.length === 0 ? 'All is well.' : `${sum.join(', ')}.`].join('\n')
}
