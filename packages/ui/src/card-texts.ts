import { defineTexts } from './texts.ts'

/** What a card says while one reads it: a table of its own, so that it comes without all the others. */
export const cardTexts = defineTexts({
  /** In place of a row's name, inside "Edit …". */
  thisRow: 'this',
  edit: (name: string) => `Edit ${name}`,
  delete: (name: string) => `Delete ${name}`,
  couldNotOpen: 'This could not be opened. Try again.',
})
