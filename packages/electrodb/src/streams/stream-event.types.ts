/** A value as DynamoDB writes it: one member, named by its type. Lambda writes binary as base64 text, the SDK as bytes. */
export interface StreamAttribute {
  readonly S?: string | undefined
  readonly N?: string | undefined
  readonly BOOL?: boolean | undefined
  readonly NULL?: boolean | undefined
  readonly L?: readonly StreamAttribute[] | undefined
  readonly M?: StreamImage | undefined
  readonly SS?: readonly string[] | undefined
  readonly NS?: readonly string[] | undefined
  readonly B?: Uint8Array | string | undefined
  readonly BS?: readonly (Uint8Array | string)[] | undefined
}

/** An item, or its key, as DynamoDB writes it. */
export type StreamImage = Readonly<Record<string, StreamAttribute>>

/**
 * One record of a DynamoDB stream, as Lambda hands it to a function or as the SDK reads it.
 *
 * The events of `@types/aws-lambda` and the records of `@aws-sdk/client-dynamodb-streams` are assignable to it.
 */
export interface StreamRecord {
  readonly eventID?: string | undefined
  readonly eventName?: 'INSERT' | 'MODIFY' | 'REMOVE' | undefined
  /** Who deleted, where DynamoDB did it itself: an item whose time to live was over. */
  readonly userIdentity?:
    | {
        readonly type?: string | undefined
        readonly Type?: string | undefined
        readonly principalId?: string | undefined
        readonly PrincipalId?: string | undefined
      }
    | undefined
  readonly dynamodb?:
    | {
        /** Seconds since 1970 in a Lambda event. */
        readonly ApproximateCreationDateTime?: Date | number | undefined
        readonly Keys?: StreamImage | undefined
        readonly NewImage?: StreamImage | undefined
        readonly OldImage?: StreamImage | undefined
        readonly SequenceNumber?: string | undefined
        readonly StreamViewType?: string | undefined
      }
    | undefined
}

/** What Lambda calls a function of a DynamoDB stream with: records of one shard, in their order. */
export interface StreamEvent {
  readonly Records: readonly StreamRecord[]
}
