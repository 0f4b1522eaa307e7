/** What every library stores in these tests: lists, and items that belong to one. */
export type Entity = 'items' | 'lists'

/** A row as it is on the wire and on the screen: texts alone. */
export type Row = Readonly<Record<string, string>> & { readonly id: string }

/** One applied write, as a server remembers it: all values that the row has after it. */
export interface Write {
  readonly entity: Entity
  readonly id: string
  /** `null` where it deleted the row. */
  readonly row: Row | null
}

/** A server of one library's protocol, with a log of all that it has ever applied. */
export interface Backend {
  handle(request: Request): Promise<Response>
  log(): Promise<readonly Write[]>
  /** Another user changes a row, or makes it. */
  write(entity: Entity, row: Row): Promise<void>
  /** Another user deletes a row. */
  remove(entity: Entity, id: string): Promise<void>
  /** Drops what it may drop of its history: who was away longer is told so in the protocol's own way. */
  forget(): Promise<void>
}

/** Something that the application was told of an edit: by the library, or by code that its documentation leaves to the application. */
export interface Notice {
  readonly id: string
  readonly by: 'app' | 'library'
}

/** A running application on one library: a tab. */
export interface Client {
  /** Resolves when the library says that the edit is made on this device, in whatever way it says so. */
  insert(entity: Entity, row: Row): Promise<void>
  update(entity: Entity, id: string, changes: Readonly<Record<string, string>>): Promise<void>
  rows(entity: Entity): Promise<readonly Row[]>
  /** What a browser, or a poke of the server, tells: the network is gone, or there, or there is news. */
  network(isOnline: boolean): void
  /** Edits that the server has not confirmed; 0 where a library cannot tell. */
  waiting(): Promise<number>
  /** Refused or conflicting edits that were told of. */
  notices(): readonly Notice[]
  /** Whether the library still has the refused edit of a row, for someone to correct it. */
  isKept(id: string): Promise<boolean>
  /** What a user does once a cause is mended; nothing where a library goes on by itself. */
  retry(): void
  close(): Promise<void>
}

/** What a push looks like from outside. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly body: string
}

/** A library under test, used as its documentation says. */
export interface Library {
  readonly name: string
  /** What its documentation leaves to the application: to notice that two changed a field, to tell of a refused edit. */
  readonly appsOwn?: readonly ('conflicts' | 'refusals')[]
  /** Why a scenario cannot be run with it. */
  readonly notRun?: (scenario: { readonly needsServer: boolean }) => string | undefined
  /** Whether rows that are on the server come to a client. */
  readonly hasServer: boolean
  /** Milliseconds until an edit is stored, and known to other tabs: a user who goes on reading. */
  readonly settling: number
  createBackend(): Backend
  open(place: { readonly origin: string; readonly isOnline: boolean }): Promise<Client>
  isPush(request: SeenRequest): boolean
}
