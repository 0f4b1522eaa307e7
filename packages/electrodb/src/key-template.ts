/** Makes a key of a row's (or a key's) values. */
export type KeyBuilder = (values: Readonly<Record<string, unknown>>) => string

const placeholder = /\$\{([^}]+)\}/g

/** The fields that a key template names, in order. */
export function templateFields(template: string): string[] {
  return [...template.matchAll(placeholder)].flatMap(([, field]) => (field === undefined ? [] : [field]))
}

/** Reads a key template, such as `PERSON#${personId}`, once; the builder fills it many times. */
export function keyBuilder(template: string): KeyBuilder {
  const fields = templateFields(template)
  const [first = '', ...literals] = template.split(placeholder).filter((_, index) => index % 2 === 0)
  return (values) => {
    let key = first
    for (const [index, field] of fields.entries()) key += String(values[field]) + (literals[index] ?? '')
    return key
  }
}

/** The text before a template's first field. */
export function templatePrefix(template: string): string {
  return template.split('${', 1)[0] ?? ''
}

/** The template with one field called by another name. */
export function renameField(template: string, from: string, to: string): string {
  return template.replaceAll(`\${${from}}`, `\${${to}}`)
}
