import type { Readable } from '@throughline/collections'
import { type Accessor, createSignal, onCleanup } from 'solid-js'

/** Whatever a store has to be read and subscribed to, as a signal of Solid; subscribed while its owner lives. */
export function fromReadable<T>(readable: Readable<T>): Accessor<T> {
  const [value, setValue] = createSignal(readable.get())
  const follow = (): void => void setValue(() => readable.get())
  onCleanup(readable.subscribe(follow))
  follow()
  return value
}
