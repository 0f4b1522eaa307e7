import type { AnyModel, SnapshotPage } from '@throughline/schema'
import { tracked } from '@trpc/server'
import type { Access } from '../access.ts'
import { toApiError } from '../api-error.ts'
import type { BaseProcedure } from '../entity-procedures.ts'
import { gunzip } from './compression.ts'
import { liveEvents, type LiveStreamOptions } from './live-events.ts'
import { createSnapshotPages, type SnapshotPageOptions } from './snapshot-pages.ts'
import { modelVersionCheck, pull, push, transact } from './sync-calls.ts'
import { liveInput, pullInput, pushInput, snapshotInput, transactInput } from './sync-inputs.ts'
import type { LiveFrame } from './live-frames.ts'
import type { TrackedLiveEvent } from './sync-procedures.types.ts'

/** What is chosen of a model's sync. */
export interface SyncOptions extends LiveStreamOptions, SnapshotPageOptions {
  /** The models that clients may be built with; any when absent. A push that names another is PRECONDITION_FAILED. */
  readonly modelVersions?: readonly string[] | undefined
}

/** Opens a model's store for the user of a request. */
export type OpenAccess = (context: unknown) => Promise<Access>

/** The procedures of the sync protocol, over what `access` opens. */
export function syncProcedures(
  model: AnyModel,
  access: OpenAccess,
  procedure: BaseProcedure,
  options: SyncOptions = {},
) {
  const snapshotPages = createSnapshotPages(options)
  const checkVersion = modelVersionCheck(options.modelVersions)
  /** Runs a resolver's work for the user of a request; whatever it throws leaves as the error that the client is to see. */
  const answer = async <T>(context: unknown, work: (opened: Access) => Promise<T>): Promise<T> => {
    try {
      return await work(await access(context))
    } catch (error) {
      throw toApiError(error)
    }
  }

  return {
    snapshot: procedure.input(snapshotInput.optional()).query(({ ctx, input }) =>
      answer(ctx, async (opened) => {
        const page = await snapshotPages(opened, input)
        const json: unknown = JSON.parse(new TextDecoder().decode(await gunzip(page.gzip)))
        // Sound: the text of a page that was written as one.
        return json as SnapshotPage
      }),
    ),
    pull: procedure
      .input(pullInput)
      .query(({ ctx, input, signal }) =>
        answer(ctx, async (opened) => (await pull(opened, input, signal)).page),
      ),
    push: procedure.input(pushInput(model)).mutation(({ ctx, input }) =>
      answer(ctx, (opened) => {
        checkVersion(input.modelVersion)
        return push(model, opened, input)
      }),
    ),
    transact: procedure.input(transactInput(model)).mutation(({ ctx, input }) =>
      answer(ctx, (opened) => {
        checkVersion(input.modelVersion)
        return transact(model, opened, input)
      }),
    ),
    live: procedure.input(liveInput).subscription(async function* ({ ctx, input, signal }) {
      try {
        const cursor = input.lastEventId ?? input.cursor
        for await (const frame of liveEvents(await access(ctx), { cursor, signal }, options)) {
          yield toEvent(frame)
        }
      } catch (error) {
        throw toApiError(error)
      }
    }),
  }
}

function toEvent(frame: LiveFrame): TrackedLiveEvent {
  if (frame.kind === 'reset') return frame
  const { kind, cursor } = frame
  // Sound: a frame's changes have been written for the wire.
  const told = kind === 'changes' ? { kind, changes: frame.changes, cursor } : { kind, cursor }
  return tracked(cursor, told) as unknown as TrackedLiveEvent
}
