import { type ApiNames, nameApi, nameOperations } from './api-names.ts'
import { emitClient } from './emit/emit-client.ts'
import { emitCollections, emitEntities, emitStore } from './emit/emit-entities.ts'
import { emitModel } from './emit/emit-model.ts'
import { emitRest } from './emit/emit-rest.ts'
import { emitSchemas } from './emit/emit-schemas.ts'
import { nameEntities } from './emit/entity-names.ts'
import { plainText } from './emit/literals.ts'
import { type Extension, indexFile } from './emit/source-file.ts'
import type { Overrides } from './entities/entity.types.ts'
import { findEntities } from './entities/find-entities.ts'
import type { Note } from './read/document.types.ts'
import { readDocument } from './read/read-document.ts'
import type { Sources } from './read/read-sources.ts'
import { type GenerateReport, reportOf } from './report.ts'

/** The line by which a generated file is told from one of people. */
export const mark = '// Made by `throughline generate`. Do not edit: changes are lost when it is made again.'

export interface MakeOptions {
  readonly overrides: Overrides
  readonly extension: Extension
}

export interface Made {
  /** By their paths below the output folder, sorted. */
  readonly files: ReadonlyMap<string, string>
  readonly report: GenerateReport
}

/** Makes all files of a description; the same documents and options give the same bytes. */
export function makeFiles(sources: Sources, { overrides, extension }: MakeOptions): Made {
  const notes: Note[] = []
  const note = (kind: Note['kind'], where: string, message: string): void =>
    void notes.push({ kind, where, message })
  const api = readDocument(sources, note)
  const started = nameApi(api)
  const found = findEntities(api, started.names, overrides, note)
  const entities = nameEntities(started, found)
  const names: ApiNames = { ...started, operations: nameOperations(started.names, api.operations) }
  const made = new Map([...emitSchemas(api, names, extension), ...emitClient(api, names, extension)])
  const indexes = [...(api.schemas.size > 0 ? ['schemas/index.ts'] : []), 'client/index.ts']
  if (entities.length > 0) {
    const parts = [
      emitModel(api, names, entities, extension),
      emitRest(names, entities, extension),
      emitStore(extension),
      emitCollections(entities, extension),
      emitEntities(names, entities, extension),
    ]
    for (const part of parts) for (const [path, text] of part) made.set(path, text)
    indexes.push('model/index.ts', 'collections/index.ts', 'entities/index.ts', 'store.ts')
  }
  made.set('index.ts', indexFile('index.ts', indexes, extension))
  const of = plainText(`${api.title} ${api.version}`).slice(0, 90)
  const head = `${mark}\n// ${of}\n/* eslint-disable */\n/* oxlint-disable */\n\n`
  const files = new Map(
    [...made].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => [path, head + text]),
  )
  return { files, report: reportOf(api, found, notes, files) }
}
