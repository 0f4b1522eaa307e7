// What each entry point costs a browser: minified and compressed (brotli; gzip where said), with everything but its peers and
// our own packages, which are counted in their own line. A ceiling stands about 15 % above what was measured when it was set.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Package, export, ceiling, and what the size buys. */
const ceilings = [
  // Measured 10.0 kB in gzip. In every bundle that names a model, on both sides of the wire: all kinds of field, all relations.
  ['schema', '.', '10 kB', 'the whole model core'],
  // Measured 13.2 kB. Tools and migrations load it, and what they do not use is shaken off; it shares the core.
  ['schema', './data', '15.2 kB', 'a model as data: export, diff, hash, diagram, JSON Schema'],
  // This package in gzip. Measured 3.0 kB: checked writes, status. A store moves its rows by one of the two
  // doors that follow. They, and the ones after them, are counted without what `.` has already; both hold the fold and the push queue (3.8).
  ['collections', '.', '3.4 kB', 'checked writes and the status'],
  // Measured 6.2 kB, of which reads through TanStack Query are 1.5, and letting go of rows 0.9. With `.`, 11 kB: the least that makes a store.
  ['collections', './polling', '7.1 kB', 'a store over a plain Transport'],
  // Measured 14.5 kB, of which 7.8 were not in `./polling` when it had 13.9: the outbox is 1.2 of them, conflicts 0.7.
  ['collections', './sync', '16 kB', 'a store that follows the feed'],
  // Measured 8.8 kB, of which relations in conditions and includes are 3.
  ['collections', './query', '10.1 kB', 'live lists, rows and aggregates with relations'],
  // Measured 2.6 kB. Hooks only bind what a store already has; edits while typing are in it.
  ['collections', './react', '3 kB', 'hooks'],
  // Measured 2.6 kB. What a step did to each row, and whether that can be taken back, is most of it.
  // Measured 2.1 kB. TanStack DB itself is a peer.
  ['collections', './tanstack-db', '2.4 kB', 'TanStack DB collections of a store'],
  ['collections', './undo', '3 kB', 'undo and redo'],
  // Measured 0.6 kB.
  ['collections', './paced', '0.75 kB', 'edits while typing'],
  // Measured 1.1 kB.
  ['collections', './hydration', '1.3 kB', "a server's rows, taken over by the browser"],
  // Measured 21.6 kB, some of it in `./sync` too: storage, tabs, stored rows, the durable outbox, parked writes.
  ['collections', './offline', '24.8 kB', 'rows and writes that outlive the tab'],
  // Measured 4.8 kB. Live streams that come back by themselves are half of it; the tRPC client itself is a peer.
  ['trpc', './client', '5.5 kB', 'the SyncTransport'],
  // Measured 22.5 kB. A tool that is run beside the server, never in a browser; layouts, items and the table of errors are most of it.
  ['electrodb', './migrate', '25.9 kB', 'plans and runs of migrations'],
  // Measured 15.1 kB. What a Lambda function of a stream loads beside the SDK; the table of errors is a third of it.
  ['electrodb', './streams', '17.4 kB', 'changes of rows out of a stream'],
  // Measured 6.48 kB in gzip. Folding is in the core; the index, its changes and saving are half of it, queries and their rows half.
  ['search', '.', '6.5 kB', 'an index of rows, queries, ranges to mark'],
  // Measured 1.9 kB, which is what a page has of a search whose index is in a worker; without one it loads what the worker has.
  ['search', './client', '2.3 kB', 'a search in a page'],
  // Measured 7.9 kB: the index, what keeps it in step with the feed, and IndexedDB. Loaded by the worker alone.
  ['search', './worker', '8.2 kB', 'the worker of a search'],
  // Measured 0.9 kB, with the debouncer of TanStack Pacer.
  ['search', './react', '1.1 kB', 'the hook of a search'],
  // All of it: Base UI, TanStack Form and Virtual are inside, and what comes later is counted too. A page shakes off what it does not
  // name; what a few names cost at its start stands below.
  ['ui', '.', '117 kB', 'cards, forms and tables with their primitives'],
  // Measured 9.7 kB, most of which a page with cards has already: values of any kind, states, texts.
  ['ui', './activity', '11.2 kB', 'who changed what, and when'],
  // Measured 40.3 kB with Papa Parse, which is loaded when a file is read or written; Base UI's dialog is most of it.
  ['ui', './csv', '46 kB', 'a dialog that imports rows, CSV out and in'],
  // Measured 7.2 kB, of which the rules of IBANs (ibantools) are 3 kB and the lists of codes 1.5 kB.
  ['persons', '.', '8.3 kB', 'the reference model, validated'],
  // Measured 29.7 kB. Numbering plans of all countries (libphonenumber-js); forms load them when they are opened.
  ['persons', './phone', '34 kB', 'numbering plans'],
  // Measured 15.9 kB, of which German is 3. A domain adds field specs and cards, no machinery; the form of contacts imports numbering plans when
  // it is shown, which the tool counts as if they were there.
  ['persons', './ui', '18.2 kB', 'the reference cards and forms'],
]

/** Doors that are counted without what the package's `.` brings along: it is in every bundle that has them. */
const onTop = new Set(
  [
    './hydration',
    './offline',
    './paced',
    './polling',
    './query',
    './react',
    './sync',
    './tanstack-db',
    './undo',
  ].map((door) => `collections ${door}`),
)

/** In gzip, as their ceilings are stated; the others in brotli. */
const inGzip = new Set(['schema .', 'collections .', 'search .', ...onTop])

/** What an entry loads only when it is needed; the tool does not split bundles and would count it. */
const loadedLater = {
  'persons ./ui': ['libphonenumber-js/*'],
  'search ./client': ['*/host/search-host.js'],
}

/** Never in a browser. */
const onServer = new Set(['electrodb'])

/** What is left of the core where an app imports no more than this: it shakes off the rest. */
const shaken = { 'schema fieldMeta': ['{ fieldMeta }', '150 B'] }

/** The built files of an entry of this package. */
function filesOf(entry, found = new Set()) {
  const file = resolve(entry)
  if (found.has(file)) return found
  found.add(file)
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/from ['"](\.[^'"]+)['"]/g)) {
    filesOf(join(dirname(file), path), found)
  }
  return found
}

/** For esbuild: these files are there already. */
function without(files) {
  return {
    name: 'without',
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path, resolveDir }) =>
        files.has(join(resolveDir, path)) ? { path, external: true } : undefined,
      )
    },
  }
}

const entries = ceilings.map(([name, subpath, limit, why]) => {
  const folder = `packages/${name}`
  const {
    exports,
    dependencies = {},
    peerDependencies = {},
  } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const path = `${folder}/${exports[subpath].default}`
  if (!existsSync(path)) throw new Error(`${path} is missing; build the packages first (npm run build).`)
  const ours = Object.keys(dependencies).filter((dependency) => dependency.startsWith('@throughline/'))
  const peers = [...Object.keys(peerDependencies), ...ours].flatMap((dependency) => [
    dependency,
    `${dependency}/*`,
  ])
  return {
    name: `${name} ${subpath} (${why})`,
    path,
    limit,
    ignore: [
      ...peers,
      ...(onServer.has(name) ? ['node:*'] : []),
      ...(loadedLater[`${name} ${subpath}`] ?? []),
    ],
    // As it is published; the tool's own default wraps imports in a helper.
    modifyEsbuildConfig: (config) =>
      Object.assign(config, {
        format: 'esm',
        plugins: [
          ...(config.plugins ?? []),
          ...(onTop.has(`${name} ${subpath}`) ? [without(filesOf(`${folder}/${exports['.'].default}`))] : []),
        ],
      }),
    gzip: inGzip.has(`${name} ${subpath}`),
  }
})

const core = entries.find(({ name }) => name.startsWith('schema . '))
const alone = Object.entries(shaken).map(([name, [names, limit]]) =>
  Object.assign({}, core, { name: `${name} (alone, the rest shaken off)`, import: names, limit }),
)

/** For esbuild: what is imported dynamically is another file, that comes when it is needed. */
const splitting = {
  name: 'splitting',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

/** What a page loads for a few names of `ui` alone, in gzip: names, ceiling, what they are, and what is not counted. */
const namesOfUi = [
  // Measured 2.4 kB: header, acts, and a place for the form, around a content of one's own.
  ['{ EntityCardFrame }', '3 kB', 'one card at the start'],
  // Measured 5.7 kB, of which 3.2 show values of any kind, masked ones too; with its form at once it was 60.
  ['{ EntityCard }', '6.5 kB', 'one card that lists its fields, at the start'],
  // Measured 35.0 kB, of which German is 2. The ceiling is a promise.
  [undefined, '35 kB', 'all of its own code, at the start', '@base-ui/*', '@tanstack/*', 'lucide-react'],
  // Measured 91.7 kB, in one file. The ceiling is a promise.
  [
    '{ EntityCard, EntityCardList, EntityForm, FieldInput, FieldList, FieldValue, Skeleton, EmptyState, ErrorState, SyncStatus, Dialog, ConfirmDialog, Toaster, toast, SearchCombobox }',
    '95 kB',
    'cards, forms and states with dialog, toast and combobox, all that comes later too',
  ],
]

const ui = entries.find(({ name }) => name.startsWith('ui . '))
const partsOfUi = namesOfUi.map(([names, limit, why, ...ignored]) =>
  Object.assign({}, ui, {
    name: `ui: ${why}`,
    ...(names && { import: names }),
    limit,
    gzip: true,
    ignore: [...ui.ignore, ...ignored],
    modifyEsbuildConfig: (config) =>
      Object.assign(config, {
        format: 'esm',
        plugins: why.includes('at the start') ? [splitting] : [],
      }),
  }),
)

/** Measured 5.9 kB; a promise as well. */
const styles = {
  name: 'ui: the stylesheet',
  path: 'packages/ui/dist/styles.css',
  limit: '6 kB',
  gzip: true,
}

export default [...entries, ...alone, ...partsOfUi, styles]
