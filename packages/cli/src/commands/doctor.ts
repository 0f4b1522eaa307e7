import { type CommandDefinition, newCommand, onRun } from '../command.ts'
import type { DoctorFlags } from '../doctor/doctor.ts'

/** `doctor` */
export const doctorCommand: CommandDefinition = (cli) => {
  const doctor = newCommand({
    name: 'doctor',
    summary: 'Look at all that has to be right, and say what is not.',
    description:
      'Node and Java, the port of DynamoDB Local, versions of the packages, credentials, the table against the model, and the clock. Changes nothing; ends with 3 where there is an error.',
    examples: [
      ['doctor', 'of the environment as it is'],
      ['doctor --local --json', 'of DynamoDB Local, for scripts'],
    ],
  }).option('--stream', "the table's stream too")
  return onRun<DoctorFlags>(cli, doctor, async (context) =>
    (await import('../doctor/doctor.ts')).doctor(context),
  )
}
