// Asks browsers to compile the built scripts whole while they load, beside the main thread. Else each function is compiled there
// when it is called first, which was half of what the main thread did to begin. Browsers that do not know the hint skip it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { demoDir, tell } from './console.ts'

const hint = '//# allFunctionsCalledOnLoad\n'

try {
  const folder = path.join(demoDir, '.next/static/chunks')
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.js'))) {
    const file = path.join(folder, name)
    const script = readFileSync(file, 'utf8')
    if (!script.startsWith(hint)) writeFileSync(file, hint + script)
  }
} catch (error) {
  tell(error)
}
