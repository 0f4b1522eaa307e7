import type { Check } from '../lib/check.types.ts'
import { packPackages } from '../lib/pack-packages.ts'
import { fromProblems } from '../lib/problems.ts'
import { run } from '../lib/run.ts'
import { withTempFolder } from '../lib/temp-folder.ts'
import { publishable } from '../lib/workspace.ts'

/** The tarballs, as published: their files, exports and types hold together for every way to resolve them. */
export const packageShape: Check = {
  name: 'package-shape',
  guards: 'publint --strict and attw (esm-only) pass on every packed package',
  run: () =>
    withTempFolder('shape', async (folder) => {
      const problems: string[] = []
      const packages = publishable()
      for (const { workspace, tarball, problem } of await packPackages(packages, folder)) {
        if (!tarball) {
          problems.push(problem ?? `${workspace.folder}: was not packed.`)
          continue
        }
        const styles = cssExports(workspace.manifest.exports)
        const excluded = styles.length > 0 ? ['--exclude-entrypoints', ...styles] : []
        const publint = await run('publint', ['run', tarball, '--strict'])
        if (publint.code !== 0) problems.push(`--- ${workspace.folder}: publint\n${publint.output.trim()}`)
        // --no-definitely-typed: the packages bring their own types, so nothing is fetched.
        const attw = await run('attw', [
          tarball,
          '--profile',
          'esm-only',
          '--no-definitely-typed',
          '--no-color',
          ...excluded,
        ])
        if (attw.code !== 0) problems.push(`--- ${workspace.folder}: attw\n${attw.output.trim()}`)
      }
      if (packages.length === 0) problems.push('No package is publishable.')
      return fromProblems(problems, `${packages.length} packages`)
    }),
}

/** The exports that are no modules, so that types mean nothing to them. */
function cssExports(exports: Record<string, unknown> = {}): string[] {
  return Object.keys(exports).filter(
    (key) => key.endsWith('.css') || JSON.stringify(exports[key]).includes('.css"'),
  )
}
