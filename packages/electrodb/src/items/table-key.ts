import type { Item } from './item.ts'

/** The key of an item in the table. */
export interface TableKey {
  readonly pk: string
  readonly sk: string
}

/** The key of an item, or a key as the SDK gives it. */
export function tableKeyOf(item: Item): TableKey {
  return { pk: String(item['pk']), sk: String(item['sk']) }
}

/** A key in one text, to compare and to file by. */
export function keyId({ pk, sk }: TableKey): string {
  return `${pk}\n${sk}`
}
