import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import type { initTRPC } from '@trpc/server'
import type { Access } from './access.ts'
import { isStoreError, toApiError } from './api-error.ts'
import {
  byIdInput,
  createInput,
  createManyInput,
  deleteInput,
  listInput,
  revealInput,
  updateInput,
} from './input-schemas.ts'
import type { AnyWrap } from './procedure-wrap.types.ts'
import type { QueryLimits } from './read/query-limits.ts'
import { makeEntityReads } from './read/entity-reads.ts'
import { makeEntityWrites } from './write/entity-writes.ts'

/** The plainest procedure builder there is: the procedures of a model know nothing of the context but how to open it. */
export type BaseProcedure = ReturnType<typeof initTRPC.create>['procedure']

/** What the procedures of a model are made with. */
export interface ProcedureOptions {
  readonly access: (context: unknown) => Promise<Access>
  readonly procedure: BaseProcedure
  readonly limits: Required<QueryLimits>
  /** Whether there are policies, so that something may be withheld. */
  readonly guarded: boolean
  /** What a user adds to single procedures, by their names. */
  readonly wrap: Readonly<Record<string, AnyWrap | undefined>>
}

/** The procedures of one entity. */
export function entityProcedures(model: AnyModel, entity: AnyModelEntity, options: ProcedureOptions) {
  const { access, procedure, limits, guarded, wrap } = options
  const reads = makeEntityReads(model, entity, limits)
  const writes = makeEntityWrites(entity)

  /** Runs a resolver's work for the user of a request; whatever it throws leaves as the error that the client is to see. */
  const answer = async <T>(context: unknown, work: (view: Access['view']) => Promise<T>): Promise<T> => {
    try {
      const { view } = await access(context)
      return await work(view)
    } catch (error) {
      const current = isStoreError(error) ? error.current : undefined
      throw toApiError(error, current && writes.toWire(current))
    }
  }
  /** The procedure with its input, as the user has wrapped it. */
  const opened = <TBuilder>(name: string, builder: TBuilder): TBuilder => {
    const own = Object.hasOwn(wrap, name) ? wrap[name] : undefined
    // Sound: a wrap adds middleware, which leaves the builder's input as it is; `ProcedureWraps` says so.
    return own ? (own(builder) as TBuilder) : builder
  }

  const procedures = {
    list: opened('list', procedure.input(listInput)).query(({ ctx, input = {}, signal }) =>
      answer(ctx, (view) => reads.list(view, input, signal)),
    ),
    byId: opened('byId', procedure.input(byIdInput(entity))).query(({ ctx, input, signal }) =>
      answer(ctx, (view) => reads.byId(view, input, signal)),
    ),
    create: opened('create', procedure.input(createInput)).mutation(({ ctx, input }) =>
      answer(ctx, (view) => writes.create(view, input)),
    ),
    createMany: opened('createMany', procedure.input(createManyInput)).mutation(({ ctx, input, signal }) =>
      answer(ctx, (view) => writes.createMany(view, input, signal)),
    ),
    update: opened('update', procedure.input(updateInput(entity))).mutation(({ ctx, input }) =>
      answer(ctx, (view) => writes.update(view, input)),
    ),
    delete: opened('delete', procedure.input(deleteInput(entity))).mutation(({ ctx, input }) =>
      answer(ctx, (view) => writes.delete(view, input)),
    ),
  }
  if (!guarded) return procedures
  const reveal = opened('reveal', procedure.input(revealInput(entity))).mutation(({ ctx, input }) =>
    answer(ctx, (view) => writes.reveal(view, input)),
  )
  return { ...procedures, reveal }
}
