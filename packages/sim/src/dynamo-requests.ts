import {
  BatchGetCommand,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import type { HasBug } from './bugs.ts'
import { type ModelledTable, modelledClient, type SentCommand } from './dynamo/modelled-table.ts'
import { serviceError } from './dynamo/service-error.ts'
import type { FaultRates } from './plan.types.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

/** What the requests of a process go through on their way to the table. */
export interface RequestsOptions {
  readonly table: ModelledTable
  readonly scheduler: Scheduler
  readonly random: Random
  readonly rates: () => FaultRates
  /** The table's time minus the scheduler's. */
  readonly offset: () => number
  readonly hasBug: HasBug
  /** Of what no DynamoDB would answer: the model itself failed. */
  readonly fail: (error: unknown) => void
}

/** What becomes of a request beside being done. */
type Fault = 'conflicted' | 'none' | 'throttled' | 'unanswered' | 'undone' | 'unprocessed'

/**
 * The client of one process, of which every request takes time on its way there and back.
 *
 * Of a process that has ended, what is on its way may still reach the table, and no answer ever comes.
 */
export function processClient(
  options: RequestsOptions,
  { name, isAlive }: { readonly name: string; readonly isAlive: () => boolean },
): DynamoDBDocumentClient {
  const { scheduler, random } = options
  return modelledClient(async (command) => {
    const fault = chooseFault(options, command)
    const sent = options.hasBug('no condition on head') ? withoutHeadCondition(command) : command
    return new Promise<object>((resolve, reject) => {
      const answer = (tell: () => void, delay: number): void => {
        scheduler.after(delay, () => {
          if (isAlive()) tell()
        })
      }
      if (!isAlive()) return
      scheduler.after(travel(random), () => {
        if (!isAlive() && random.chance(0.5)) return
        scheduler.note(() => `${name} ${describe(command)}${fault === 'none' ? '' : ` (${fault})`}`)
        perform(options, sent, fault, (result) => {
          const back = travel(random) + result.wait
          if ('error' in result) answer(() => reject(result.error), back)
          else answer(() => resolve(result.answer), back)
        })
      })
    })
  })
}

type Performed = { readonly wait: number } & ({ readonly answer: object } | { readonly error: Error })

/** Milliseconds to DynamoDB or back. */
function travel(random: Random): number {
  return 1 + random.below(8)
}

function chooseFault({ random, rates }: RequestsOptions, command: SentCommand): Fault {
  const all = rates()
  if (random.chance(all.throttled)) return 'throttled'
  if (random.chance(all.unanswered)) return 'unanswered'
  if (random.chance(all.undone)) return 'undone'
  if (command instanceof TransactWriteCommand && random.chance(all.conflicted)) return 'conflicted'
  const isBatch = command instanceof BatchGetCommand || command instanceof BatchWriteCommand
  return isBatch && random.chance(all.unprocessed) ? 'unprocessed' : 'none'
}

function perform(
  options: RequestsOptions,
  command: SentCommand,
  fault: Fault,
  tell: (result: Performed) => void,
): void {
  const { random, rates } = options
  const timeout = (): Performed => ({
    error: serviceError('TimeoutError', 'No answer came in time.'),
    wait: random.between(1_000, 15_000),
  })
  switch (fault) {
    case 'throttled':
      return tell({ error: serviceError('ProvisionedThroughputExceededException', 'Too much.'), wait: 0 })
    case 'conflicted':
      return tell({ error: conflictOf(command), wait: 0 })
    case 'undone':
      return tell(
        random.chance(0.5)
          ? timeout()
          : { error: serviceError('InternalServerError', 'It failed.'), wait: 0 },
      )
    case 'unanswered':
      return execute(options, command, () => tell(timeout()))
    case 'unprocessed':
      return execute(options, halfOf(command), (result) =>
        tell('answer' in result ? withRest(command, result) : result),
      )
    case 'none':
      return random.chance(rates().torn)
        ? executeTorn(options, command, tell)
        : execute(options, command, tell)
  }
}

function execute(
  { table, scheduler, offset, fail }: RequestsOptions,
  command: SentCommand,
  tell: (result: Performed) => void,
): void {
  const wait = (): number => Math.max(0, table.seenBy() - offset() - scheduler.now())
  try {
    const answer = table.execute(command)
    // All of a transaction can be seen before it is answered.
    tell({ answer, wait: command instanceof TransactWriteCommand ? wait() : 0 })
  } catch (error) {
    if (error instanceof Error && '$metadata' in error) tell({ error, wait: 0 })
    else fail(error)
  }
}

/** Reads some of the items now and the others in a moment: DynamoDB reads each for itself. */
function executeTorn(
  options: RequestsOptions,
  command: SentCommand,
  tell: (result: Performed) => void,
): void {
  const { scheduler, random } = options
  const later = (act: () => void): void => void scheduler.after(1 + random.below(6), act)
  if (command instanceof BatchGetCommand) {
    return execute(options, halfOf(command), (first) => {
      if ('error' in first) return tell(first)
      const rest = restOf(command)
      if (!rest) return tell(first)
      later(() =>
        execute(options, rest, (second) => tell('error' in second ? second : joinBatches(first, second))),
      )
    })
  }
  const { input } = command
  const isQuery = command instanceof QueryCommand
  if (!isQuery || ('Select' in input && input.Select) || (command.input.Limit ?? 2) < 2)
    return execute(options, command, tell)
  return tornQuery(options, command, later, tell)
}

function tornQuery(
  options: RequestsOptions,
  { input }: QueryCommand,
  later: (act: () => void) => void,
  tell: (result: Performed) => void,
): void {
  const { Limit = 1_000 } = input
  const begin = options.random.between(1, Math.min(Limit - 1, 4))
  execute(options, new QueryCommand({ ...input, Limit: begin }), (first) => {
    if ('error' in first) return tell(first)
    const page = pageOf(first.answer)
    if (!page.LastEvaluatedKey) return tell(first)
    const rest = { ...input, Limit: Limit - begin, ExclusiveStartKey: page.LastEvaluatedKey }
    later(() =>
      execute(options, new QueryCommand(rest), (second) => {
        if ('error' in second) return tell(second)
        const { Items = [], Count, ScannedCount, ...end } = pageOf(second.answer)
        const answer = {
          ...end,
          Items: [...(page.Items ?? []), ...Items],
          Count: page.Count + Count,
          ScannedCount: page.ScannedCount + ScannedCount,
        }
        tell({ answer, wait: 0 })
      }),
    )
  })
}

interface QueryPage {
  readonly Items?: readonly object[]
  readonly Count: number
  readonly ScannedCount: number
  readonly LastEvaluatedKey?: Record<string, unknown>
}

function pageOf(answer: object): QueryPage {
  // Sound: it answers a query.
  return answer as QueryPage
}

/** A batch with the first half of its items. */
function halfOf(command: SentCommand): SentCommand {
  if (command instanceof BatchGetCommand) {
    const [table, request] = Object.entries(command.input.RequestItems ?? {})[0] ?? []
    const { Keys = [], ...shape } = request ?? {}
    if (table === undefined || Keys.length < 2) return command
    return new BatchGetCommand({
      RequestItems: { [table]: { ...shape, Keys: Keys.slice(0, Keys.length >>> 1) } },
    })
  }
  if (command instanceof BatchWriteCommand) {
    const [table, requests = []] = Object.entries(command.input.RequestItems ?? {})[0] ?? []
    if (table === undefined || requests.length < 2) return command
    return new BatchWriteCommand({ RequestItems: { [table]: requests.slice(0, requests.length >>> 1) } })
  }
  return command
}

function restOf(command: BatchGetCommand): BatchGetCommand | undefined {
  const [table, request] = Object.entries(command.input.RequestItems ?? {})[0] ?? []
  const { Keys = [], ...shape } = request ?? {}
  if (table === undefined || Keys.length < 2) return undefined
  return new BatchGetCommand({ RequestItems: { [table]: { ...shape, Keys: Keys.slice(Keys.length >>> 1) } } })
}

/** The answer to half of a batch, with the other half given back. */
function withRest(command: SentCommand, { answer, wait }: Extract<Performed, { answer: object }>): Performed {
  if (command instanceof BatchGetCommand) {
    const rest = restOf(command)
    return { answer: { ...answer, UnprocessedKeys: rest?.input.RequestItems ?? {} }, wait }
  }
  if (command instanceof BatchWriteCommand) {
    const [table = '', requests = []] = Object.entries(command.input.RequestItems ?? {})[0] ?? []
    const left = requests.length < 2 ? [] : requests.slice(requests.length >>> 1)
    return { answer: { UnprocessedItems: left.length > 0 ? { [table]: left } : {} }, wait }
  }
  return { answer, wait }
}

function joinBatches(first: Performed, second: Performed): Performed {
  if (!('answer' in first) || !('answer' in second)) return second
  const [one, other] = [first.answer, second.answer].map(
    (answer) =>
      // Sound: they answer a BatchGetItem of one table.
      Object.entries((answer as { Responses?: Record<string, object[]> }).Responses ?? {})[0],
  )
  const table = one?.[0] ?? ''
  return {
    ...second,
    answer: { ...second.answer, Responses: { [table]: [...(one?.[1] ?? []), ...(other?.[1] ?? [])] } },
  }
}

/** Either DynamoDB says that others were at work, or it names the action. */
function conflictOf(command: SentCommand): Error {
  const count = command instanceof TransactWriteCommand ? (command.input.TransactItems?.length ?? 0) : 0
  const CancellationReasons = Array.from({ length: count }, (_, index) => ({
    Code: index === 0 ? 'TransactionConflict' : 'None',
  }))
  return serviceError('TransactionCanceledException', 'Transaction cancelled [TransactionConflict]', {
    CancellationReasons,
  })
}

/** A seeded bug: whoever writes last wins the head of a shard. */
function withoutHeadCondition(command: SentCommand): SentCommand {
  if (!(command instanceof TransactWriteCommand)) return command
  const { TransactItems = [], ...input } = command.input
  return new TransactWriteCommand({
    ...input,
    TransactItems: TransactItems.map((item) => {
      const { Put } = item
      const isHead = Put?.Item?.['sk'] === 'HEAD' && String(Put.Item['pk']).startsWith('CHANGES#')
      return isHead ? { Put: { TableName: Put.TableName, Item: Put.Item } } : item
    }),
  })
}

/** What a command is about, in a few words. */
function describe(command: SentCommand): string {
  const name = command.constructor.name.replace(/Command$/, '')
  if (command instanceof TransactWriteCommand) {
    const items = (command.input.TransactItems ?? []).map(({ Put, Delete, ConditionCheck }) => {
      const key = Put?.Item ?? Delete?.Key ?? ConditionCheck?.Key
      return `${Delete ? '-' : ConditionCheck ? '?' : ''}${String(key?.['pk'])}/${String(key?.['sk'])}`
    })
    return `${name} ${items.join(' ')}`
  }
  if (command instanceof QueryCommand)
    return `${name} ${JSON.stringify(command.input.ExpressionAttributeValues)}`
  if (command instanceof BatchGetCommand) {
    const keys = Object.values(command.input.RequestItems ?? {}).flatMap(({ Keys = [] }) => Keys)
    return `${name} ${keys.map((key) => `${String(key['pk'])}/${String(key['sk'])}`).join(' ')}`
  }
  return name
}
