// What each entry point costs a browser: minified and brotli-compressed, with everything but its peers and our own
// packages, which are counted in their own line. A ceiling stands about 15 % above what was measured when it was set.
import { existsSync, readFileSync } from 'node:fs'

/** Package, export, ceiling, and what the size buys. */
const ceilings = [
  // Measured 4.3 kB. In every bundle that names a model, on both sides of the wire.
  ['schema', '.', '5 kB', 'the whole model core'],
  // Measured 10.1 kB. The fold below the sync layer is most of it: it takes the place of a sync engine.
  ['collections', '.', '11.6 kB', 'collections, fold, live lists'],
  // Measured 1.5 kB. Hooks only bind what `.` already holds.
  ['collections', './react', '1.75 kB', 'hooks'],
  // Measured 2.1 kB. A Transport is a thin port; the client itself is a peer.
  ['trpc', './client', '2.4 kB', 'Transport on a tRPC client'],
  // Measured 84.7 kB. Base UI, TanStack Form and Virtual are inside; without them it is 16.4 kB.
  ['ui', '.', '97 kB', 'cards, forms and tables with their primitives'],
  // Measured 1.3 kB and 6.8 kB. A domain adds field specs and cards, no machinery.
  ['persons', '.', '1.5 kB', 'the reference model'],
  ['persons', './ui', '7.8 kB', 'the reference cards and forms'],
]

export default ceilings.map(([name, subpath, limit, why]) => {
  const folder = `packages/${name}`
  const {
    exports,
    dependencies = {},
    peerDependencies = {},
  } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const path = `${folder}/${exports[subpath].default}`
  if (!existsSync(path)) throw new Error(`${path} is missing; build the packages first (npm run build).`)
  const ours = Object.keys(dependencies).filter((dependency) => dependency.startsWith('@throughline/'))
  return {
    name: `${name} ${subpath} (${why})`,
    path,
    limit,
    ignore: [...Object.keys(peerDependencies), ...ours].flatMap((dependency) => [
      dependency,
      `${dependency}/*`,
    ]),
  }
})
