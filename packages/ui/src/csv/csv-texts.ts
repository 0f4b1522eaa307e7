import { defineTexts, translateTexts, useTexts } from '../texts.ts'

/** The texts of the import dialog. */
export const csvTexts = defineTexts({
  title: 'Import from CSV',
  choose: 'Choose a CSV file, or paste its text',
  file: 'File',
  paste: 'Or paste here',
  note: 'The first line names the columns. Nothing is saved before you say so.',
  unreadable: 'This file could not be read as CSV.',
  empty: 'There are no rows in it.',
  tooMany: (count: string, most: string) => `The file has ${count} rows; at most ${most} are taken at once.`,
  mapping: 'Which column goes where',
  column: (label: string) => `Column for ${label}`,
  leaveOut: 'Leave out',
  checking: 'Checking the rows …',
  valid: (count: string) => `${count} ready`,
  faulty: (count: string) => `${count} with errors`,
  faults: 'Rows with errors are left out',
  row: 'Row',
  problem: 'Problem',
  preview: 'Preview',
  more: (count: string) => `and ${count} more`,
  back: 'Back',
  import: (count: string) => `Import ${count}`,
  importing: 'Importing …',
  done: (count: string) => `${count} imported.`,
  close: 'Close',
})

export const csvGerman = translateTexts(csvTexts, {
  title: 'Aus CSV importieren',
  choose: 'Wählen Sie eine CSV-Datei oder fügen Sie ihren Text ein',
  file: 'Datei',
  paste: 'Oder hier einfügen',
  note: 'Die erste Zeile nennt die Spalten. Gespeichert wird erst, wenn Sie es sagen.',
  unreadable: 'Diese Datei ließ sich nicht als CSV lesen.',
  empty: 'Es sind keine Zeilen darin.',
  tooMany: (count, most) => `Die Datei hat ${count} Zeilen; höchstens ${most} werden auf einmal genommen.`,
  mapping: 'Welche Spalte wohin gehört',
  column: (label) => `Spalte für ${label}`,
  leaveOut: 'Weglassen',
  checking: 'Die Zeilen werden geprüft …',
  valid: (count) => `${count} bereit`,
  faulty: (count) => `${count} mit Fehlern`,
  faults: 'Zeilen mit Fehlern werden weggelassen',
  row: 'Zeile',
  problem: 'Problem',
  preview: 'Vorschau',
  more: (count) => `und ${count} weitere`,
  back: 'Zurück',
  import: (count) => `${count} importieren`,
  importing: 'Wird importiert …',
  done: (count) => `${count} importiert.`,
  close: 'Schließen',
})

export function useCsvTexts() {
  return useTexts(csvTexts)
}
