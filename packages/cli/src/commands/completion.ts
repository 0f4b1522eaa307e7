import { Argument } from 'commander'
import { type CommandDefinition, newCommand, onRun } from '../command.ts'
import { type Shell, shellScripts } from '../completion/scripts.ts'

/** `completion bash | zsh | fish` */
export const completionCommand: CommandDefinition = (cli) => {
  const completion = newCommand({
    name: 'completion',
    summary: 'Print the script that completes commands and options in a shell.',
    examples: [
      ['completion bash >> ~/.bashrc', 'bash'],
      ['completion zsh > ~/.zfunc/_throughline', 'zsh, with ~/.zfunc in fpath'],
      ['completion fish > ~/.config/fish/completions/throughline.fish', 'fish'],
    ],
  }).addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(['bash', 'zsh', 'fish']))
  return onRun(cli, completion, async ({ args }) => {
    // Sound: one of the choices of the argument.
    const script = shellScripts[args[0] as Shell]
    return { json: script, text: script }
  })
}
