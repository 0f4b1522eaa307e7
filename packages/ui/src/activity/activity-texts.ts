import { defineTexts, translateTexts, useTexts } from '../texts.ts'

/** The texts of activity; what someone did stands after their name. */
export const activityTexts = defineTexts({
  label: 'Activity',
  loading: 'Loading activity',
  couldNotLoad: 'The activity could not be loaded',
  none: 'No activity yet',
  noneNote: 'Who changes what is told here.',
  create: (what: string) => `created ${what}`,
  update: (what: string) => `changed ${what}`,
  delete: (what: string) => `deleted ${what}`,
  reveal: (what: string) => `saw hidden values of ${what}`,
  something: 'this',
  values: (count: string) => `${count} values`,
  before: 'Before: ',
  after: 'Now: ',
  earlier: 'Show earlier',
})

export const activityGerman = translateTexts(activityTexts, {
  label: 'Verlauf',
  loading: 'Der Verlauf wird geladen',
  couldNotLoad: 'Der Verlauf konnte nicht geladen werden',
  none: 'Noch kein Verlauf',
  noneNote: 'Hier steht, wer was ändert.',
  create: (what) => `hat ${what} angelegt`,
  update: (what) => `hat ${what} geändert`,
  delete: (what) => `hat ${what} gelöscht`,
  reveal: (what) => `hat verdeckte Werte von ${what} gesehen`,
  something: 'das',
  values: (count) => `${count} Werte`,
  before: 'Vorher: ',
  after: 'Jetzt: ',
  earlier: 'Frühere anzeigen',
})

export function useActivityTexts() {
  return useTexts(activityTexts)
}
