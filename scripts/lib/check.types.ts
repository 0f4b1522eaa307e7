export interface CheckResult {
  readonly ok: boolean
  /** What is wrong and where, as the tool said it; for a passing check a short figure or nothing. */
  readonly details: string
}

/** One guard of the repo. It fails when it cannot run: a tool that is missing or finds nothing to check proves nothing. */
export interface Check {
  readonly name: string
  /** What holds while it passes, in one line. */
  readonly guards: string
  run(): Promise<CheckResult>
}
