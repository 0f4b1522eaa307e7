import { type Address, type AnyRow, numberOf } from './address.ts'
import { FakerError } from './faker-error.ts'
import { absence } from './maker.ts'
import type { KeyPart } from './key-plan.ts'
import { permute } from './permute.ts'
import type { DistinctGroup, Reference } from './reference-plan.ts'
import { deriveSeed, seedFrom } from './seed.ts'
import { poolOf, type PoolScope } from './target-pool.ts'
import type { Tools } from './tools.ts'

/** What keys and foreign keys are worked out with. */
export interface ReferenceScope extends PoolScope {
  readonly tools: Tools
}

/** Targets drawn for one that agrees with the fields that are set already. */
const attempts = 50

/** A field of a row's key path: the same whenever it is asked, before its row is made as well. */
export function keyField(address: Address, field: string, scope: ReferenceScope): unknown {
  const { plan, row, parent } = address
  if (row && Object.hasOwn(row, field)) return row[field]
  const position = plan.entity.parentFields.indexOf(field)
  const above = position < 0 ? undefined : parent?.plan.entity.path[position]
  if (parent && above !== undefined) return keyField(parent, above, scope)
  const reference = plan.references.find(({ own, type }) => own.includes(field) || type === field)
  return reference
    ? resolveReference(reference, address, scope)[field]
    : keyPart(address, plan.keys.get(field), scope)
}

/** An own field of a row's key that points to no other row. */
export function keyPart(
  address: Address,
  part: KeyPart | undefined,
  { tools, options }: ReferenceScope,
): unknown {
  const { plan, seed, index } = address
  if (!part) return undefined
  const { draft, randomizer } = tools
  draft.number = plan.keyScope === 'parent' ? index : numberOf(address, options)
  draft.attempt = 0
  randomizer.restart(deriveSeed(seed, part.label))
  return part.make()
}

/**
 * The fields of a foreign key, and of its `type`: of a row of the same tree, or of another.
 *
 * @throws {FakerError} `no_target` where there is none and the row must have one.
 */
export function resolveReference(
  reference: Reference,
  address: Address,
  scope: ReferenceScope,
): Readonly<Record<string, unknown>> {
  const { label, absent, distinct } = reference
  const { randomizer } = scope.tools
  randomizer.restart(deriveSeed(address.seed, label))
  const target = distinct ? undefined : drawTarget(reference, address, scope)
  if (absent && (distinct ? randomizer.chance(absence) : target?.isAbsent)) return absent
  const found = distinct ? distinctTarget(reference, distinct, address, scope) : target
  if (found?.address) return fieldsOf(reference, found, scope)
  if (absent) return absent
  if (reference.targets.some(({ entity }) => entity === address.plan.entity.name)) {
    return fieldsOf(reference, ownTarget(reference, address), scope)
  }
  throw noTarget(reference, address)
}

interface Target {
  readonly address?: Address | undefined
  readonly value?: string | undefined
  readonly isAbsent?: boolean
}

/** A row that has to point to one of its own kind, of which there is none before it, points to itself. */
function ownTarget({ targets }: Reference, address: Address): Target {
  return { address, value: targets.find(({ entity }) => entity === address.plan.entity.name)?.value }
}

function fieldsOf(
  { fields, own, type }: Reference,
  { address, value }: Target,
  scope: ReferenceScope,
): Readonly<Record<string, unknown>> {
  const set: AnyRow = {}
  if (!address) return set
  for (const [index, field] of fields.entries()) {
    const key = address.plan.entity.key[index]
    if (key !== undefined && own.includes(field)) set[field] = keyField(address, key, scope)
  }
  if (type !== undefined) set[type] = value
  return set
}

/** A target by chance: of those with rows, one that agrees with the foreign key's fields that are set already. */
function drawTarget(reference: Reference, address: Address, scope: ReferenceScope): Target | undefined {
  const { label, absent, targets } = reference
  const { randomizer } = scope.tools
  if (absent && randomizer.chance(absence)) return { isAbsent: true }
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (attempt > 0) randomizer.restart(deriveSeed(address.seed, label, attempt))
    // The first target that is drawn may have no rows: the others follow it.
    const first = targets.length > 1 ? randomizer.below(targets.length) : 0
    for (let step = 0; step < targets.length; step += 1) {
      // Sound: the position is within the list.
      const { entity, value } = targets[(first + step) % targets.length] as Reference['targets'][number]
      const found = poolOf(reference, entity, address, scope).draw()
      if (found && agrees(reference, found, address, scope)) return { address: found, value }
    }
    if (reference.own.length === reference.fields.length) break
  }
  return undefined
}

/** Whether a target's key has the values of those fields of the foreign key that are set already. */
function agrees(
  { fields, own }: Reference,
  target: Address,
  address: Address,
  scope: ReferenceScope,
): boolean {
  return fields.every((field, index) => {
    if (own.includes(field)) return true
    const key = target.plan.entity.key[index] ?? ''
    return keyField(target, key, scope) === keyField(address, field, scope)
  })
}

/** The target of a row's number, in a shuffled order of all combinations: no two rows of the scope have one. */
function distinctTarget(
  reference: Reference,
  group: DistinctGroup,
  address: Address,
  scope: ReferenceScope,
): Target | undefined {
  const { plan, parent, index } = address
  const isBelow = group.scope === 'parent' && parent !== null
  const members = plan.references.filter(({ name }) => group.names.includes(name))
  const pools = members.map((member) => joinPools(member, address, scope))
  const size = pools.reduce((product, pool) => product * pool.size, 1)
  const number = isBelow ? index : numberOf(address, scope.options)
  if (number >= size) return undefined
  const seed = deriveSeed(isBelow ? parent.seed : seedFrom(scope.options.seed), group.label)
  let left = permute(number, size, seed)
  for (const [position, member] of members.entries()) {
    const pool = pools[position]
    if (!pool) break
    if (member.name === reference.name) return pool.at(left % pool.size)
    left = Math.floor(left / pool.size)
  }
  return undefined
}

/** All targets of a reference, one entity after the other. */
function joinPools(
  reference: Reference,
  address: Address,
  scope: ReferenceScope,
): { readonly size: number; readonly at: (index: number) => Target | undefined } {
  const pools = reference.targets.map(({ entity, value }) => ({
    value,
    pool: poolOf(reference, entity, address, scope),
  }))
  return {
    size: pools.reduce((sum, { pool }) => sum + pool.size, 0),
    at: (index) => {
      let left = index
      for (const { pool, value } of pools) {
        if (left < pool.size) return { address: pool.at(left), value }
        left -= pool.size
      }
      return undefined
    },
  }
}

function noTarget({ fields, targets, distinct }: Reference, { plan }: Address): FakerError {
  const entity = plan.entity.name
  const field = fields.join(', ')
  const names = targets.map((target) => `"${target.entity}"`).join(' or ')
  const what = !distinct
    ? `points to ${names}`
    : distinct.scope === 'parent'
      ? `needs a different ${names} in each row below one parent`
      : `needs a different ${names} in each row`
  const where = plan.entity.parent === undefined || distinct ? '' : ' in the same tree'
  return new FakerError(
    'no_target',
    `${entity}.${field} ${what}, and there are none or too few${where}. ` +
      `Raise \`counts.${targets[0]?.entity}\`, or give \`generators.${entity}\` that returns ${field}.`,
    { entity, field },
  )
}
