import { type CommandDefinition, newCommand, onRun } from '../command.ts'
import type { AddFlags } from '../scaffold/add-entity.ts'

/** `add entity` */
export const addCommand: CommandDefinition = (cli) => {
  const add = newCommand({ name: 'add', summary: 'Write the files of something new.' })
  const entity = newCommand({
    name: 'entity',
    summary:
      'Write a domain with one entity: schema, model, storage, API, client, cards and forms, rows for tests.',
    description:
      'A folder for the domain, a folder for each layer. Fields are name:type; types are string, text, email, url, uuid, date, datetime, int, number, boolean and a|b|c. `?` after a type makes it optional, `!` unique. No file is written over.',
    examples: [
      ['add entity invoices number:string! total:number dueAt:date?', 'src/invoices with all layers'],
      [
        'add entity lines invoiceId:uuid text:string --into src/invoices',
        'a schema in a domain that is there',
      ],
    ],
  })
    .argument('<name>', 'plural name of the entity, such as invoices')
    .argument('[fields...]', 'name:type, such as total:number; `id` is there already')
    .option('--dir <folder>', 'where the domain is made', 'src')
    .option('--into <folder>', 'the domain that gets the entity: its schema alone is written')
    .option('--dry-run', 'tell the files, and write none')
  onRun<AddFlags>(cli, entity, async (context) =>
    (await import('../scaffold/add-entity.ts')).addEntity(context),
  )
  return add.addCommand(entity)
}
