import { Option } from 'commander'

/** The form of a file of rows, for commands that write or read one. */
export function formatOption(): Option {
  return new Option('--format <format>', "ndjson or csv; by the file's name when absent").choices([
    'ndjson',
    'csv',
  ])
}
