import { readFile, realpath } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { $RefParser, getJsonSchemaRefParserDefaultOptions } from '@apidevtools/json-schema-ref-parser'
import { CliError } from '../../cli-error.ts'
import { checkSize } from './check-size.ts'

/** The documents that a description is made of, parsed; `$ref`s in them are left as they are. */
export interface Sources {
  /** Address of the first one. */
  readonly root: string
  /** By address, without `#…`. */
  readonly documents: ReadonlyMap<string, unknown>
  /** Why a document that is named somewhere was not read, by its address. */
  readonly refused: ReadonlyMap<string, string>
}

export interface ReadOptions {
  /** Documents of other servers may be read too. */
  readonly allowRemote: boolean
  /** Files in this folder, or below it, may be read, and those beside the first one. */
  readonly cwd: string
  readonly signal: AbortSignal
}

/** Bytes of one document: several times the largest public description. */
const mostBytes = 64 * 1024 * 1024
const timeout = 30_000

/**
 * Reads a description and what it refers to, JSON or YAML. The one file that knows the library that does it.
 *
 * @throws {CliError} `failed` where the first document cannot be read; what others cannot is told in `refused`.
 */
export async function readSources(given: string, options: ReadOptions): Promise<Sources> {
  const root = rootOf(given, options.cwd)
  const documents = new Map<string, unknown>()
  const refused = new Map<string, string>()
  const noted = async <T>({ url }: LibraryFile, work: (address: string) => Promise<T>): Promise<T> => {
    const address = addressOf(url)
    try {
      return await work(address)
    } catch (error) {
      refused.set(address, reasonOf(error))
      throw error
    }
  }
  const plugin = { order: 1, allowEmpty: true }
  const open: LibraryPlugin = {
    ...plugin,
    canRead: true,
    read: (file) => noted(file, async (address) => readText(address, root, options)),
  }
  const parse: LibraryPlugin = {
    ...plugin,
    canParse: true,
    parse: (file) =>
      noted(file, async (address) => {
        const document = await parseText(file)
        checkSize(document)
        documents.set(address, document)
        return document
      }),
  }
  try {
    await new $RefParser().resolve(isWeb(root) ? root : fileURLToPath(root), {
      continueOnError: true,
      resolve: { file: false, http: false, open },
      parse: { json: false, yaml: false, text: false, binary: false, parse },
    })
  } catch (error) {
    // What could not be read is told where it is asked for.
    if (!documents.has(root) && !refused.has(root)) refused.set(root, reasonOf(error))
  }
  if (!documents.has(root)) {
    const message = `${given} could not be read: ${refused.get(root) ?? 'it is empty'}`
    throw new CliError('failed', message, 'Name a file or an address of OpenAPI 3.0 or 3.1, JSON or YAML.')
  }
  return { root, documents, refused }
}

function rootOf(given: string, cwd: string): string {
  if (isWeb(given) || given.startsWith('file:')) return new URL(given).href
  return pathToFileURL(path.resolve(cwd, given)).href
}

/** What the library hands to those who read and parse for it. */
interface LibraryFile {
  readonly url: string
  readonly extension: string
  readonly hash: string
  readonly data: unknown
}

interface LibraryPlugin {
  readonly order: number
  readonly allowEmpty: boolean
  readonly canRead?: true
  readonly canParse?: true
  read?(file: LibraryFile): Promise<string>
  parse?(file: LibraryFile): Promise<unknown>
}

async function parseText(file: LibraryFile): Promise<unknown> {
  const text = String(file.data)
  // Numbers, duplicate names and `__proto__` as JSON has them; JSON is read ten times faster too.
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.parse(text)
    } catch (error) {
      if (/\.json$/i.test(file.url)) throw error
    }
  }
  const { yaml } = getJsonSchemaRefParserDefaultOptions().parse
  if (typeof yaml !== 'object' || typeof yaml.parse !== 'function') throw new Error('YAML cannot be read.')
  return yaml.parse({ ...file, data: text })
}

async function readText(
  address: string,
  root: string,
  { allowRemote, cwd, signal }: ReadOptions,
): Promise<string> {
  if (isWeb(address)) {
    if (!allowRemote && !(isWeb(root) && new URL(root).origin === new URL(address).origin)) {
      throw new Error('it is on another server; allow that with --allow-remote')
    }
    return readWeb(address, address === root ? 'follow' : 'error', signal)
  }
  if (isWeb(root)) throw new Error('a description from the web names no files')
  const file = await realpath(fileURLToPath(address))
  const folders = await Promise.all(
    [path.dirname(fileURLToPath(root)), cwd].map(async (folder) => realpath(folder)),
  )
  const isFirst = address === root
  if (!isFirst && !folders.some((folder) => file.startsWith(folder + path.sep))) {
    throw new Error('it is neither below this folder nor beside the description')
  }
  return checkLength(await readFile(file, 'utf8'))
}

/** Where the first document leads is for who named it to know; another server is not asked because a document says so. */
async function readWeb(address: string, redirect: 'error' | 'follow', signal: AbortSignal): Promise<string> {
  const answer = await fetch(address, {
    redirect,
    headers: { accept: 'application/json, application/yaml, text/yaml, */*;q=0.1' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
  })
  if (!answer.ok) throw new Error(`the server answers ${answer.status}`)
  const parts: Uint8Array[] = []
  let length = 0
  // Sound: the body of a web stream is iterable in Node.
  for await (const part of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length
    if (length > mostBytes) throw tooLong()
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function checkLength(text: string): string {
  if (text.length > mostBytes) throw tooLong()
  return text
}

function tooLong(): Error {
  return new Error(`it has more than ${mostBytes / 1024 / 1024} MB`)
}

function isWeb(address: string): boolean {
  return /^https?:\/\//i.test(address)
}

/** Files and addresses in one form: the library names files by their paths. */
function addressOf(url: string): string {
  if (isWeb(url)) return new URL(url).href
  return url.startsWith('file:') ? url : pathToFileURL(decodeURI(url)).href
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
  const message = error instanceof Error ? error.message + cause : String(error)
  return (message.split('\n', 1)[0] ?? '').slice(0, 300)
}
