import type { AnyModel } from '@throughline/schema'
import { CliError } from '../cli-error.ts'

/** The entities that are asked for, in the model's order; all where none is named. */
export function chosenEntities(model: AnyModel, names: readonly string[] | undefined): string[] {
  const known: readonly string[] = model.names
  const unknown = names?.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new CliError('usage', `The model has no entity "${unknown}".`, `Take some of: ${known.join(', ')}.`)
  }
  return known.filter((name) => names === undefined || names.includes(name))
}
