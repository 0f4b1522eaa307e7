import { keyText } from './key-text.ts'

/** Makes a key of a row's (or a key's) values. */
export type KeyBuilder = (values: Readonly<Record<string, unknown>>) => string

const placeholder = /\$\{([^}]+)\}/g

/** The fields that a key template names, in order. */
export function templateFields(template: string): string[] {
  return [...template.matchAll(placeholder)].flatMap(([, field]) => (field === undefined ? [] : [field]))
}

/** Reads a key template, such as `PERSON#${personId}`, once; the builder fills it many times, see `keyText`. */
export function keyBuilder(template: string): KeyBuilder {
  const fields = templateFields(template)
  const [first = '', ...literals] = template.split(placeholder).filter((_, index) => index % 2 === 0)
  return (values) => {
    let key = first
    for (const [index, field] of fields.entries()) key += keyText(values[field]) + (literals[index] ?? '')
    return key
  }
}

/** The text before a template's first field. */
export function templatePrefix(template: string): string {
  return template.split('${', 1)[0] ?? ''
}

/** The template with fields called by other names. */
export function renameFields(template: string, names: ReadonlyMap<string, string>): string {
  return template.replaceAll(placeholder, (_, field: string) => `\${${names.get(field) ?? field}}`)
}
