import type { Readable } from '@throughline/collections'
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'

/** Whatever a store has to be read and subscribed to, as a ref of Vue; subscribed while its component lives. */
export function useReadable<T>(readable: Readable<T>): Readonly<ShallowRef<T>> {
  const value = shallowRef(readable.get())
  const follow = (): void => void (value.value = readable.get())
  onScopeDispose(readable.subscribe(follow))
  follow()
  return value
}
