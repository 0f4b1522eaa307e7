import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** How texts are coloured; each gives the text back as it is where there is no colour. */
export type Paint = Readonly<Record<'bad' | 'dim' | 'good' | 'strong' | 'warn', (text: string) => string>>

/** Where a command speaks: its answer on stdout, all else on stderr. */
export interface Output {
  /** Whether stdout gets JSON, and nothing but it. */
  readonly json: boolean
  readonly paint: Paint
  /** Whether stderr is a terminal, on which a progress bar can stand. */
  readonly isTerminal: boolean
  /** Says what is being done; not with `--quiet`. */
  note(text: string): void
  /** Writes the answer. */
  answer(text: string): void
}

export interface OutputOptions {
  readonly json: boolean
  readonly quiet: boolean
  /** Of `--color` and `--no-color`; as the terminal is when absent. */
  readonly color: boolean | undefined
}

/** Makes the output of one run on the process's own streams. */
export function createOutput({ json, quiet, color }: OutputOptions): Output {
  const isTerminal = process.stderr.isTTY
  return {
    json,
    paint: createPaint(color ?? hasColor(process.stdout)),
    isTerminal: isTerminal && !quiet,
    note: (text) => {
      if (!quiet) process.stderr.write(`${text}\n`)
    },
    answer: (text) => {
      process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
    },
  }
}

/** Colour is for terminals; `NO_COLOR` and `FORCE_COLOR` say otherwise (https://no-color.org). */
export function hasColor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false
  const forced = env['FORCE_COLOR'] ?? ''
  if (forced !== '') return forced !== '0' && forced !== 'false'
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}

/** Paints, or leaves texts as they are. */
export function createPaint(isOn: boolean): Paint {
  const style = (name: Style) => (text: string) =>
    isOn ? styleText(name, text, { validateStream: false }) : text
  return {
    bad: style('red'),
    dim: style('dim'),
    good: style('green'),
    strong: style('bold'),
    warn: style('yellow'),
  }
}
