import { keyPartSchema } from './key.ts'
import { type SequenceFault, StoreError } from './store-error.ts'
import type { PushOptions, PushSource } from './sync.types.ts'

/** The source that a push names, `undefined` for none. @throws {StoreError} `invalid` for one that is no source. */
export function checkedSource({ clientId, seq }: PushOptions): PushSource | undefined {
  if (clientId === undefined && seq === undefined) return undefined
  if (!keyPartSchema.safeParse(clientId).success) {
    throw new StoreError(
      'invalid',
      'A client id is 1 to 256 characters long and holds no "#" and no control character.',
    )
  }
  if (!Number.isSafeInteger(seq) || seq < 1) {
    throw new StoreError(
      'invalid',
      `A place in a client's order is a whole number from 1 on, not ${String(seq)}.`,
    )
  }
  return { clientId, seq }
}

/** Why a push is refused that leaves places of its client out: the last one that came is `lastSeq`. */
export function sequenceGap({ clientId, seq }: PushSource, lastSeq: number): StoreError {
  const message = `Client "${clientId}" sends its mutation ${seq}, but the last one that came is ${lastSeq}. Send from ${lastSeq + 1}.`
  return outOfPlace(message, { kind: 'gap', lastSeq })
}

/** Why a push is refused whose place another mutation had (`known`), or one whose outcome is no longer kept. */
export function sequenceUsed({ clientId, seq }: PushSource, lastSeq: number, known: boolean): StoreError {
  const why = known ? 'was another one' : 'was answered so long ago that its outcome is gone'
  const message = `The mutation ${seq} of client "${clientId}" ${why}. Read the row again, and send what is still wanted under a new client id.`
  return outOfPlace(message, { kind: 'used', lastSeq })
}

function outOfPlace(message: string, sequence: SequenceFault): StoreError {
  return new StoreError('invalid', message, { sequence })
}
