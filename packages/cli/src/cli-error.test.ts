import { StoreError } from '@throughline/schema'
import { expect, it } from 'vitest'
import { CliError, toCliError } from './cli-error.ts'

const told = (error: unknown) => {
  const { code, message, next, exitCode } = toCliError(error)
  return { code, message, next, exitCode }
}

it('keeps its own', () => {
  const error = new CliError('refused', 'Nothing was done.')
  expect(toCliError(error)).toBe(error)
  expect(error.exitCode).toBe(4)
})

it('parts what is wrong from what to do', () => {
  expect(
    told(new StoreError('unavailable', 'The table "a" is being loaded. Try again in a minute.')),
  ).toEqual({
    code: 'failed',
    message: 'The table "a" is being loaded.',
    next: 'Try again in a minute.',
    exitCode: 1,
  })
})

it('knows a store error of another copy of the package, and what was stopped', () => {
  const foreign = Object.assign(new Error('It was aborted.'), { name: 'StoreError', code: 'aborted' })
  expect(told(foreign)).toMatchObject({ code: 'interrupted', exitCode: 130 })
  expect(told(new DOMException('x', 'AbortError'))).toMatchObject({ code: 'interrupted' })
})

it('tells of a full disk, and hints at where an error of the code comes from', () => {
  expect(told(Object.assign(new Error('write'), { code: 'ENOSPC' })).message).toBe('The disk is full.')
  expect(told(new TypeError('x is undefined')).next).toContain('--verbose')
  expect(told('text')).toMatchObject({ code: 'failed', message: 'text', next: undefined })
})
