import path from 'node:path'
import { type Code, layOut } from './code.ts'
import { text } from './literals.ts'

/** What stands after a module's name in an import: as the compiler of the project wants it. */
export type Extension = '' | '.js' | '.ts'

/** A file under way. */
export interface SourceFile {
  /** Below the output folder, with `/`. */
  readonly path: string
  /** Imports a name of another generated file; gives it back. */
  type(name: string, from: string): string
  value(name: string, from: string): string
  /** Imports from a package. */
  package(line: string): void
  add(...code: readonly Code[]): void
  /** The whole file, without its header. */
  text(): string
}

interface Imported {
  readonly types: Set<string>
  readonly values: Set<string>
}

/** Begins a file; names that it has itself are not imported. */
export function createFile(filePath: string, extension: Extension): SourceFile {
  const imports = new Map<string, Imported>()
  const packages = new Set<string>()
  const parts: Code[] = []
  const importedFrom = (from: string): Imported => {
    const known = imports.get(from) ?? { types: new Set(), values: new Set() }
    imports.set(from, known)
    return known
  }
  return {
    path: filePath,
    type(name, from) {
      if (from !== filePath) importedFrom(from).types.add(name)
      return name
    },
    value(name, from) {
      if (from !== filePath) importedFrom(from).values.add(name)
      return name
    },
    package: (line) => void packages.add(line),
    add: (...code) => void parts.push(code),
    text() {
      const own = [...imports]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([from, names]) => importLine(moduleName(filePath, from, extension), names))
      const head = [...[...packages].toSorted(byModule), ...own].join('\n')
      const body = parts.map((part) => layOut(part)).join('\n\n')
      return `${head}${head === '' || body === '' ? '' : '\n\n'}${body}\n`.replaceAll(/[ \t]+\n/g, '\n')
    },
  }
}

function byModule(a: string, b: string): number {
  const [left, right] = [a, b].map((line) => /from (.*)$/.exec(line)?.[1] ?? line)
  return (left ?? '') < (right ?? '') ? -1 : 1
}

function importLine(from: string, { types, values }: Imported): string {
  const names = [
    ...[...values].map((name) => name),
    // A value is of both.
    ...[...types]
      .filter((name) => !values.has(name))
      .map((name) => (values.size > 0 ? `type ${name}` : name)),
  ].toSorted((a, b) => (a.replace('type ', '') < b.replace('type ', '') ? -1 : 1))
  const keyword = values.size > 0 ? 'import' : 'import type'
  const line = `${keyword} { ${names.join(', ')} } from ${text(from)}`
  return line.length <= 100
    ? line
    : `${keyword} {\n${names.map((name) => `  ${name},\n`).join('')}} from ${text(from)}`
}

/** How one generated file names another. */
function moduleName(filePath: string, target: string, extension: Extension): string {
  const relative = path.posix.relative(path.posix.dirname(filePath), target).replace(/\.ts$/, '')
  return `${relative.startsWith('.') ? '' : './'}${relative}${extension}`
}

/** An index that has all that the files have. */
export function indexFile(filePath: string, targets: readonly string[], extension: Extension): string {
  const lines = targets.map((target) => `export * from ${text(moduleName(filePath, target, extension))}\n`)
  return [...new Set(lines)].toSorted().join('')
}
