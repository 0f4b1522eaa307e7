/** Name of the computed value in the key templates of a sharded layout. */
export const shardField = 'allDataShard'

/** The shard of a root's partition: FNV-1a of its key, the same in every process and language. */
export function shardOf(pk: string, shards: number): string {
  let hash = 0x81_1c_9d_c5
  for (let index = 0; index < pk.length; index += 1) {
    hash = Math.imul(hash ^ pk.charCodeAt(index), 0x01_00_01_93)
  }
  return String((hash >>> 0) % shards)
}
