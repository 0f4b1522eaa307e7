import type { CommandDefinition } from '../command.ts'
import { addCommand } from './add.ts'
import { backupCommand } from './backup.ts'
import { completionCommand } from './completion.ts'
import { devCommand } from './dev.ts'
import { doctorCommand } from './doctor.ts'
import { exportCommand } from './export.ts'
import { generateCommand } from './generate.ts'
import { importCommand } from './import.ts'
import { modelCommand } from './model.ts'
import { patternsCommand } from './patterns.ts'
import { restoreCommand } from './restore.ts'
import { seedCommand } from './seed.ts'
import { tableCommand } from './table.ts'

/** Every command, in the order in which help lists them; a new one is a file here and a line below. */
export const commands: readonly CommandDefinition[] = [
  devCommand,
  generateCommand,
  tableCommand,
  seedCommand,
  exportCommand,
  importCommand,
  backupCommand,
  restoreCommand,
  patternsCommand,
  modelCommand,
  addCommand,
  doctorCommand,
  completionCommand,
]
