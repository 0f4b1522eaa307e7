export { csvGerman, csvTexts } from './csv-texts.ts'
export { type CsvColumn, type CsvTable, downloadText, readCsv, toCsv } from './csv.ts'
export { ImportDialog, type ImportDialogProps } from './import-dialog.tsx'
