import { answerLost, answerLostThenEdited, killedAfterWrite, killedBeforeAnswer } from './answers.ts'
import { clock, order, reload, tabs } from './queues.ts'
import { away, merge, overlap, refused, rowFails } from './refusals.ts'
import type { Scenario } from './scenario.types.ts'

/** In the order of the table. */
export const scenarios: readonly Scenario[] = [
  answerLost,
  answerLostThenEdited,
  killedAfterWrite,
  killedBeforeAnswer,
  reload,
  order,
  refused,
  rowFails,
  tabs,
  clock,
  merge,
  overlap,
  away,
]
