import { createHash } from 'node:crypto'
import { canonicalText, copyOf } from '../memory/plain-data.ts'
import { StoreError } from '../store-error.ts'
import { grantOf, type RoleRights } from './rights.ts'

/** A short name of a text that no other text has. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** Names what users see: their roles, and where that depends on rows, what of the user it depends on. */
export type Scopes = (rights: RoleRights, attributes: () => unknown) => string

/**
 * Makes the scopes of roles: `staff-0J8zm…`.
 *
 * Other grants of a role are another scope too: where policies change, clients begin anew.
 *
 * @throws {StoreError} `not_configured` where the attributes are no plain data, by which two users could not be told apart.
 */
export function createScopes(roles: readonly RoleRights[]): Scopes {
  const names = new Map(roles.map((rights) => [rights, digest(canonicalText(grantsOf(rights)))]))
  return (rights, attributes) => {
    const name = names.get(rights) ?? ''
    const whole = rights.isByRow ? digest(`${name} ${attributesText(attributes())}`) : name
    return `${rights.role.replaceAll(/[^A-Za-z0-9_]/g, '').slice(0, 20)}-${whole.slice(0, 22)}`
  }
}

function grantsOf({ role, entities }: RoleRights): readonly unknown[] {
  const grants = [...entities.values()].map(({ entity, read, restricted }) => {
    const fields = restricted.map((field) => [
      field.name,
      field.kind,
      grantOf(field.read),
      grantOf(field.mask),
    ])
    return [entity.name, grantOf(read), fields]
  })
  return [role, ...grants]
}

/** The id under which a store knows a client of a user: no other user's is the same, whatever they call it. */
export function clientIdOf(userId: string, clientId: string): string {
  return digest(JSON.stringify([userId, clientId]))
}

function attributesText(attributes: unknown): string {
  try {
    return canonicalText(copyOf(attributes))
  } catch (cause) {
    const message =
      'What the conditions read of a user is no plain data. Name it with `attributes` of the policies.'
    throw new StoreError('not_configured', message, { cause })
  }
}

/** Cursors that carry the scope that they were given to. */
export interface ScopedCursors {
  readonly see: (cursor: string) => string
  /** `undefined` for one of another scope. */
  readonly read: (cursor: string) => string | undefined
}

/** Makes the cursors of a scope, in which there is no dot. */
export function scopedCursors(scope: () => string): ScopedCursors {
  return {
    see: (cursor) => `${scope()}.${cursor}`,
    read(cursor) {
      const prefix = `${scope()}.`
      return cursor.startsWith(prefix) ? cursor.slice(prefix.length) : undefined
    },
  }
}
