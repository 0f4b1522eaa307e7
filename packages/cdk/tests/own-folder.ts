import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'

// Each `App` makes a folder for its templates, and leaves it.
const folder = mkdtempSync(path.join(tmpdir(), 'throughline-cdk-'))
process.env['TMPDIR'] = folder
afterAll(() => rmSync(folder, { recursive: true }))
