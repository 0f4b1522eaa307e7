// Compiles src/styles.css to one plain stylesheet, and puts the default theme beside it.
// Usage: node scripts/build-css.mjs [folder], `dist` without one.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = resolve(root, process.argv[2] ?? 'dist')
const cli = join(
  dirname(createRequire(import.meta.url).resolve('@tailwindcss/cli/package.json')),
  'dist/index.mjs',
)

mkdirSync(out, { recursive: true })
const target = join(out, 'styles.css')
execFileSync(process.execPath, [cli, '-i', 'src/styles.css', '-o', target, '--minify'], {
  cwd: root,
  stdio: 'pipe',
})

// For browsers without @property Tailwind sets its variables on every element of the page; ours are enough.
const everything = /\*\s*,\s*:{1,2}before\s*,\s*:{1,2}after\s*,\s*::backdrop\s*\{/g
const ours = "[class*='tl']"
const compiled = readFileSync(target, 'utf8')
const scoped = compiled.replaceAll(everything, `${ours},${ours}::before,${ours}::after{`)
if (scoped === compiled)
  throw new Error('Tailwind no longer writes the rule for every element; see scripts/build-css.mjs.')
writeFileSync(target, scoped)
copyFileSync(join(root, 'src/theme.css'), join(out, 'theme.css'))
