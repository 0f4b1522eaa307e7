export { createWriter } from './create-writer.ts'
export type { VersionOptions, Write, WriteOptions, Writer } from './writer.types.ts'
