import { getEventListeners } from 'node:events'
import { expect, it, vi } from 'vitest'
import { onAbort } from './on-abort.ts'

it('tells all who wait, once, through one listener', () => {
  const controller = new AbortController()
  const [stays, leaves] = [vi.fn<() => void>(), vi.fn<() => void>()]
  const waits = [stays, stays, leaves].map((call) => onAbort(controller.signal, call))
  waits[2]?.()
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
  controller.abort()
  controller.abort()
  expect(stays).toHaveBeenCalledTimes(2)
  expect(leaves).not.toHaveBeenCalled()
})

it('tells at once where the signal has fired', () => {
  const call = vi.fn<() => void>()
  onAbort(AbortSignal.abort(), call)
  expect(call).toHaveBeenCalledTimes(1)
})
