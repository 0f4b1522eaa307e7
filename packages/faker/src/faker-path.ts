import type { FieldDescription } from '@throughline/schema'
import { arrays } from './container-makers.ts'
import { FakerError } from './faker-error.ts'
import type { Make, MakerOf, Site } from './maker.ts'

/** Makers by the faker function that a field's metadata names; for an array, of its items. */
export function fakedValues(
  path: string,
  field: FieldDescription,
  site: Site,
  makerOf: MakerOf,
): readonly Make[] {
  const call = fakerFunction(path, site)
  const make: Make = () => {
    const value = call()
    if (!(value instanceof Date) || field.kind === 'date') return value
    return field.format === 'date' ? value.toISOString().slice(0, 10) : value.toISOString()
  }
  if (field.kind !== 'array' || !field.element) return [make]
  const element = { ...field.element, meta: { ...field.element.meta, fake: path } }
  return [...arrays({ ...field, element }, site, makerOf), make]
}

/** The function of faker at a path such as `person.firstName`. */
export function fakerFunction(path: string, { tools, entity, name }: Site): Make {
  const [group = '', method = '', ...rest] = path.split('.')
  // Sound: whatever faker holds under a name is looked at before it is called.
  const module = (tools.faker as unknown as Record<string, Record<string, unknown> | undefined>)[group]
  const call = module?.[method]
  if (typeof call !== 'function' || rest.length > 0) {
    throw new FakerError(
      'unknown_path',
      `${entity}.${name}: the metadata \`fake\` names "${path}", which is no function of faker. ` +
        'Write a module and a method, such as "person.firstName".',
      { entity, field: name },
    )
  }
  return (): unknown => call.call(module)
}
