import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from '../lib/check.types.ts'
import { fromProblems } from '../lib/problems.ts'
import { run } from '../lib/run.ts'
import { ROOT, workspaces } from '../lib/workspace.ts'

/** Type-checks every workspace on sources, with its tests (`expectTypeOf` in *.test-d.ts included), and these scripts. */
export const types: Check = {
  name: 'types',
  guards: 'tsc passes on every package, the app and the scripts',
  async run() {
    const folders = ['.', ...workspaces().map(({ folder }) => folder)]
    const problems: string[] = []
    for (const folder of folders) {
      if (!existsSync(join(ROOT, folder, 'tsconfig.json'))) {
        problems.push(`${folder}: has no tsconfig.json, so nothing type-checks it.`)
        continue
      }
      const { code, output } = await run('tsc', ['-p', folder, '--noEmit', '--pretty', 'false'])
      if (code !== 0) problems.push(`--- ${folder}\n${output.trim() || `tsc exited with ${code}`}`)
    }
    return fromProblems(problems, `${folders.length} projects`)
  },
}
