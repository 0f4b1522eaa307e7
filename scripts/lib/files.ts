import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'
import { ROOT } from './workspace.ts'

/** The files of the repository below `folder`: tracked ones and new ones that no .gitignore names. */
export async function repositoryFiles(folder = '.'): Promise<string[]> {
  const { code, stdout, output } = await run(
    'git',
    ['ls-files', '-z', '-co', '--exclude-standard', '--', folder],
    {
      cwd: ROOT,
    },
  )
  if (code !== 0) throw new Error(`git could not list the files of ${folder}: ${output.trim()}`)
  const files = [...new Set(stdout.split('\0').filter((file) => file !== '' && existsSync(join(ROOT, file))))]
  if (files.length === 0)
    throw new Error(`git lists no file in ${folder}; a guard that reads none proves nothing.`)
  return files
}
