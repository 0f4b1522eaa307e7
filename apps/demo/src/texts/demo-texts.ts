import { defineTexts, useTexts } from '@throughline/ui'

/** What stands below a person, and may be what was found. */
export type FoundEntity = 'addresses' | 'bankAccounts' | 'contactInfos' | 'employments'

const foundNames: Readonly<Record<FoundEntity, string>> = {
  addresses: 'address',
  bankAccounts: 'bank account',
  contactInfos: 'contact',
  employments: 'employment',
}

/** The texts of the demo's own pages. */
export const demoTexts = defineTexts({
  product: 'Throughline',
  skip: 'Skip to the content',
  serverSilent: 'The server does not answer. Changes are kept, and sent when it does.',
  takenBack: 'Your change was taken back',
  refusedKept: 'The server refused your change',
  changedToo: 'Someone else changed this too',
  undo: 'Undo',
  undone: 'Undone',
  nothingToUndo: 'There is nothing to undo',
  notUndone: 'This could not be undone',
  deleted: (name: string) => `Deleted ${name}`,
  created: (name: string) => `Created ${name}`,
  open: 'Open',
  page: { stopped: 'This page stopped working', back: 'To all persons' },
  missing: {
    page: 'This page does not exist',
    pageNote: 'The address may be mistyped, or the page was moved.',
    person: 'There is no such person',
    personNote: 'It may have been deleted, or the address is mistyped.',
  },
  directory: {
    title: 'Persons',
    filter: 'Search persons',
    new: 'New person',
    count: (matching: string, all: string) => `${matching} of ${all}`,
    best: (listed: string, found: string) => `Best ${listed} of ${found} found`,
    loading: (matching: string, all: string) =>
      `${matching === all ? all : `${matching} of ${all}`} loaded so far`,
    couldNotLoad: 'The persons could not be loaded',
    none: 'There are no persons yet',
    noneNote: 'Add the first one.',
    searching: 'Searching…',
    noMatch: 'No person matches',
    noMatchNote: (term: string) => `Nothing of any person matches “${term}”.`,
    noMatchFilters: 'The filters leave no person.',
    clear: 'Clear the filter',
    more: 'More',
    columns: 'Columns',
    filters: 'Filters',
    insights: 'Insights',
    export: 'Export CSV',
    import: 'Import CSV',
    fileName: 'persons',
    keys: 'Keyboard shortcuts',
    name: 'Name',
    age: 'Age',
  },
  views: {
    label: 'Views',
    all: 'All persons',
    custom: 'This view',
    save: 'Save view',
    name: 'Name of the view',
    remove: 'Delete view',
  },
  bulk: {
    edit: 'Edit',
    delete: 'Delete',
    editTitle: (count: string) => `Edit ${count}`,
    field: 'Field',
    apply: 'Apply',
    edited: (count: string) => `Changed ${count}`,
    deleteTitle: (count: string) => `Delete ${count}?`,
    deleteNote: 'Everything that belongs to them goes with them. You can undo this right after.',
    deleteNoteMany: 'Everything that belongs to them goes with them. This cannot be undone.',
    persons: (count: number, text: string) => (count === 1 ? '1 person' : `${text} persons`),
  },
  keys: {
    search: 'Search persons',
    palette: 'Search and commands',
    help: 'These shortcuts',
    create: 'New person',
    undo: 'Undo the last change',
    move: 'Move through the rows',
    openRow: 'Open the row',
    select: 'Select the row',
    extend: 'Select several rows',
    all: 'Select all',
    none: 'Clear the selection',
    save: 'Save a form',
    cancel: 'Leave a form',
  },
  insights: {
    title: 'Insights',
    note: 'Drawn from live rows: they change as the rows do.',
    loading: 'Loading the rows to count',
    ages: 'Ages',
    agesNote: 'Persons by age in years',
    cities: 'Cities',
    citiesNote: 'Home addresses in the ten largest',
    hires: 'Hires',
    hiresNote: 'Employments begun in each year',
    employment: 'Employment now',
    employed: 'Employed',
    notEmployed: 'Not employed',
    persons: 'Persons',
    year: 'Year',
    city: 'City',
    state: 'State',
    table: 'As a table',
    chart: 'As a chart',
  },
  person: {
    couldNotLoad: 'This person could not be loaded',
    loading: 'Loading the person',
    all: 'All persons',
    changed: (ago: string) => `Changed ${ago}`,
    deletedNote: 'Someone deleted this person while you were here. What you typed can still be read below.',
    undoNote: 'You can undo this right after.',
    undoNotePerson:
      'Their addresses, bank accounts, contacts and employments are deleted too. You can undo this right after.',
    tabs: {
      profile: 'Profile',
      addresses: 'Addresses',
      banking: 'Banking',
      contacts: 'Contacts',
      employment: 'Employment',
    },
    parts: {
      addresses: { heading: 'Addresses', add: 'Add address', none: 'No address yet' },
      bankAccounts: { heading: 'Bank accounts', add: 'Add account', none: 'No bank account yet' },
      contactInfos: { heading: 'Contacts', add: 'Add contact', none: 'No contact yet' },
      employments: { heading: 'Employment', add: 'Add employment', none: 'No employment yet' },
    },
  },
  palette: {
    allPersons: 'Go to all persons',
    dark: 'Dark theme',
    light: 'Light theme',
    open: 'Search and commands',
    storybook: 'Components (Storybook)',
  },
  search: {
    matchedIn: (entity: FoundEntity, found: string) => `Matched in ${foundNames[entity]}: ${found}`,
    didYouMean: (suggestion: string) => `Did you mean “${suggestion}”?`,
  },
  waiting: {
    title: 'Changes that wait',
    note: 'They are kept on this device until the server has them.',
    toLookAt: (count: number) => (count === 1 ? '1 change refused' : `${String(count)} changes refused`),
    retry: 'Try again',
    retryAll: 'Try all again',
    edit: 'Correct',
    discard: 'Discard',
    insert: (name: string) => `New: ${name}`,
    update: (name: string) => `Changed: ${name}`,
    delete: (name: string) => `Deleted: ${name}`,
    more: (count: string) => `and ${count} more`,
    none: 'All changes are with the server.',
    states: {
      parked: 'Refused',
      queued: 'Waits for the server',
      sent: 'On its way',
      waiting: 'Waits for your decision',
    },
    kinds: {
      persons: 'a person',
      addresses: 'an address',
      bankAccounts: 'a bank account',
      contactInfos: 'a contact',
      employments: 'an employment',
    },
  },
  storage: {
    title: 'Nothing is kept on this device',
    atRisk: (count: number) =>
      count === 1
        ? '1 change is in this tab alone: keep it open until it is sent.'
        : `${String(count)} changes are in this tab alone: keep it open until they are sent.`,
    chosen: 'Rows and changes last as long as this tab.',
    unavailable: 'The browser gives no storage here, as in a private window.',
    blocked: 'Another tab holds the storage. Close the other tabs and reload.',
    corrupted: 'The storage of this page cannot be read.',
    quota: 'There is no room left on this device.',
    evicted: 'The browser has deleted what was kept.',
    locked: 'What is kept can be read with another key only.',
    outdated: 'A newer version of this page has been used on this device. Reload to get it.',
    'no-locks': 'This browser cannot share storage among tabs.',
    closed: 'The data of this page was removed from this device in another tab.',
  },
  update: { ready: 'A new version is ready', reload: 'Reload' },
  keep: {
    all: 'Keep all rows on this device, for the time without a network',
    less: 'Keep only the rows in use on this device',
  },
  forget: {
    title: 'Remove all data from this device?',
    note: 'The rows come back from the server with the next visit.',
    noteUnsent: (count: number) =>
      count === 1
        ? '1 change was not sent yet, and will be lost.'
        : `${String(count)} changes were not sent yet, and will be lost.`,
    confirm: 'Remove',
    command: 'Remove all data from this device',
  },
  /** Why the server, or the store, did not take a change; what else there is, is told in its own words. */
  refusals: {
    conflict: 'The same was changed elsewhere meanwhile.',
    denied: 'You may not do this.',
    invalid: 'It does not fit the rules for these fields.',
    not_found: 'The row is not there any more.',
    rejected: 'The server refused it.',
  },
})

/** The demo's texts in the language in force. */
export type DemoTexts = typeof demoTexts.english

export function useDemoTexts(): DemoTexts {
  return useTexts(demoTexts)
}
