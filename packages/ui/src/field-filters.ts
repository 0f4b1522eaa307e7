import type { FieldSpec } from '@throughline/schema'

/** What is asked of one field: a text in it, one of some values, or bounds (both inclusive). */
export type FieldFilter =
  | { readonly kind: 'contains'; readonly text: string }
  | { readonly kind: 'in'; readonly values: readonly string[] }
  | { readonly kind: 'range'; readonly from?: string | undefined; readonly to?: string | undefined }

/** What is asked of each field; all of it holds. */
export type FieldFilters = Readonly<Record<string, FieldFilter>>

/** How a field can be filtered; undefined for one that cannot. */
export function filterKind(spec: FieldSpec): FieldFilter['kind'] | undefined {
  if (spec.meta.sensitive) return undefined
  if (spec.kind === 'enum' || spec.kind === 'boolean') return 'in'
  if (spec.kind === 'number') return 'range'
  if (spec.kind !== 'string') return undefined
  return spec.format === 'date' || spec.format === 'datetime' ? 'range' : 'contains'
}

/** A filter as a short text for a page's address: `~ann`, `male|female`, `1980-01-01..`. */
export function filterText(filter: FieldFilter): string {
  if (filter.kind === 'contains') return `~${filter.text}`
  if (filter.kind === 'in') return filter.values.join('|')
  return `${filter.from ?? ''}..${filter.to ?? ''}`
}

/** Reads a filter's text; undefined where it asks for nothing, or not what this field can be asked. */
export function parseFilter(spec: FieldSpec, text: string): FieldFilter | undefined {
  const kind = filterKind(spec)
  if (kind === 'contains') {
    const term = text.startsWith('~') ? text.slice(1) : ''
    return term.trim() === '' ? undefined : { kind, text: term }
  }
  if (kind === 'in') {
    const known = filterValues(spec)
    const values = text.split('|').filter((value) => known.includes(value))
    return values.length === 0 ? undefined : { kind, values }
  }
  if (kind === 'range') {
    const [from = '', to = ''] = text.split('..')
    if (from === '' && to === '') return undefined
    return { kind, ...(from !== '' && { from }), ...(to !== '' && { to }) }
  }
  return undefined
}

/** The values that a field can be one of. */
export function filterValues(spec: FieldSpec): readonly string[] {
  return spec.kind === 'boolean' ? ['true', 'false'] : (spec.values ?? [])
}

/** A condition on one field, in the form of `where` of `@throughline/collections`. */
export interface FilterCondition {
  readonly ilike?: string
  readonly in?: readonly unknown[]
  readonly gte?: number | string
  readonly lte?: number | string
}

/** The filters as conditions by field. */
export function filterConditions(
  specs: readonly FieldSpec[],
  filters: FieldFilters,
): Record<string, FilterCondition> {
  return Object.fromEntries(
    specs.flatMap((spec): [string, FilterCondition][] => {
      const filter = filters[spec.name]
      return filter ? [[spec.name, condition(spec, filter)]] : []
    }),
  )
}

function condition(spec: FieldSpec, filter: FieldFilter): FilterCondition {
  if (filter.kind === 'contains') return { ilike: `%${filter.text.trim().replaceAll(/[%_\\]/g, ' ')}%` }
  if (filter.kind === 'in') {
    return { in: spec.kind === 'boolean' ? filter.values.map((value) => value === 'true') : filter.values }
  }
  const bound = (text: string, last: boolean) => {
    if (spec.kind === 'number') return Number(text)
    // A day in a field of moments is all of that day.
    return spec.format === 'datetime' && !text.includes('T')
      ? `${text}T${last ? '23:59:59.999' : '00:00:00.000'}Z`
      : text
  }
  return {
    ...(filter.from !== undefined && { gte: bound(filter.from, false) }),
    ...(filter.to !== undefined && { lte: bound(filter.to, true) }),
  }
}

/** The filters with one set, or taken out. */
export function withFilter(
  filters: FieldFilters,
  name: string,
  filter: FieldFilter | undefined,
): FieldFilters {
  const { [name]: _before, ...others } = filters
  return filter ? { ...others, [name]: filter } : others
}
