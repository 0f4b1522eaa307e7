import { marshall } from '@aws-sdk/util-dynamodb'
import type { AnyModel, StoredRow } from '@throughline/schema'
import { type Item, modelItems } from '../src/items/item.ts'
import type { StreamEvent, StreamImage, StreamRecord } from '../src/streams/index.ts'
import type { TableLayout } from '../src/layout/table-layout.ts'

/** An item as a stream has it. */
function imageOf(item: Item): StreamImage {
  return marshall(item, { removeUndefinedValues: true })
}

/** The item of a row, as the store writes it. */
export function itemOfRow(
  model: AnyModel,
  layout: TableLayout,
  entity: string,
  row: Readonly<Record<string, unknown>>,
  version = 1,
): Item {
  const time = '2026-01-02T03:04:05.678Z'
  const stored: StoredRow = { row, meta: { version, createdAt: time, updatedAt: time } }
  return modelItems(model, layout).of(entity).toItem(stored)
}

/** A record as Lambda has it, of an item before and after. */
export function recordOf(
  sequenceNumber: number,
  { before, after }: { readonly before?: Item; readonly after?: Item },
  userIdentity?: StreamRecord['userIdentity'],
): StreamRecord {
  const { pk, sk } = after ?? before ?? {}
  return {
    eventID: `event-${sequenceNumber}`,
    eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
    ...(userIdentity && { userIdentity }),
    dynamodb: {
      ApproximateCreationDateTime: 1_767_323_045,
      Keys: imageOf({ pk, sk }),
      ...(before && { OldImage: imageOf(before) }),
      ...(after && { NewImage: imageOf(after) }),
      SequenceNumber: String(sequenceNumber),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  }
}

/** An event as Lambda makes it of records that the SDK has read: JSON, with times in seconds and bytes as base64. */
export function lambdaEvent(records: readonly StreamRecord[]): StreamEvent {
  const Records = records.map(({ dynamodb, userIdentity, ...record }) => {
    const time = dynamodb?.ApproximateCreationDateTime
    const { Type, PrincipalId } = userIdentity ?? {}
    return {
      ...record,
      ...(Type !== undefined && { userIdentity: { type: Type, principalId: PrincipalId } }),
      dynamodb: {
        ...dynamodb,
        ApproximateCreationDateTime: time instanceof Date ? time.getTime() / 1000 : time,
      },
    }
  })
  // Sound: plain data, of the members above.
  return JSON.parse(JSON.stringify({ Records })) as StreamEvent
}
