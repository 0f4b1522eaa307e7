// What each entry point costs a browser: minified and brotli-compressed, with everything but its peers and our own
// packages, which are counted in their own line. A ceiling stands about 15 % above what was measured when it was set.
import { existsSync, readFileSync } from 'node:fs'

/** Package, export, ceiling, and what the size buys. */
const ceilings = [
  // Measured 10.0 kB in gzip. In every bundle that names a model, on both sides of the wire: all kinds of field, all relations.
  ['schema', '.', '10 kB', 'the whole model core'],
  // Measured 13.2 kB. Tools and migrations load it, and what they do not use is shaken off; it shares the core.
  ['schema', './data', '15.2 kB', 'a model as data: export, diff, hash, diagram, JSON Schema'],
  // Measured 21.7 kB: the fold and its lists 10, following the feed and pushing once 5, relations in conditions and includes 5,
  // conflicts 1. To become smaller by doors of their own for what an app does not use.
  ['collections', '.', '24 kB', 'collections, fold, sync, live lists with relations'],
  // Measured 1.9 kB. Hooks only bind what `.` already holds.
  ['collections', './react', '2.2 kB', 'hooks'],
  // Measured 4.8 kB. Live streams that come back by themselves are half of it; the tRPC client itself is a peer.
  ['trpc', './client', '5.5 kB', 'the SyncTransport'],
  // Measured 22.5 kB. A tool that is run beside the server, never in a browser; layouts, items and the table of errors are most of it.
  ['electrodb', './migrate', '25.9 kB', 'plans and runs of migrations'],
  // Measured 15.1 kB. What a Lambda function of a stream loads beside the SDK; the table of errors is a third of it.
  ['electrodb', './streams', '17.4 kB', 'changes of rows out of a stream'],
  // Measured 84.7 kB. Base UI, TanStack Form and Virtual are inside; without them it is 16.4 kB.
  ['ui', '.', '97 kB', 'cards, forms and tables with their primitives'],
  // Measured 7.2 kB, of which the rules of IBANs (ibantools) are 3 kB and the lists of codes 1.5 kB.
  ['persons', '.', '8.3 kB', 'the reference model, validated'],
  // Measured 29.7 kB. Numbering plans of all countries (libphonenumber-js); forms load them when they are opened.
  ['persons', './phone', '34 kB', 'numbering plans'],
  // Measured 13.3 kB. A domain adds field specs and cards, no machinery; the form of contacts imports numbering plans when
  // it is shown, which the tool counts as if they were there.
  ['persons', './ui', '15.3 kB', 'the reference cards and forms'],
]

/** What an entry loads only when it is needed; the tool does not split bundles and would count it. */
const loadedLater = { 'persons ./ui': ['libphonenumber-js/*'] }

/** Never in a browser. */
const onServer = new Set(['electrodb'])

/** What is left of the core where an app imports no more than this: it shakes off the rest. */
const shaken = { 'schema fieldMeta': ['{ fieldMeta }', '150 B'] }

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
    modifyEsbuildConfig: (config) => Object.assign(config, { format: 'esm' }),
    // The core's ceiling is stated in gzip.
    gzip: name === 'schema' && subpath === '.',
  }
})

const core = entries.find(({ name }) => name.startsWith('schema . '))
const alone = Object.entries(shaken).map(([name, [names, limit]]) =>
  Object.assign({}, core, { name: `${name} (alone, the rest shaken off)`, import: names, limit }),
)

export default [...entries, ...alone]
