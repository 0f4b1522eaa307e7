export type Shell = 'bash' | 'fish' | 'zsh'

const ask = 'throughline complete --'

/** Each asks the command line itself, so that what is completed is what there is; files are completed where it has no word. */
export const shellScripts: Readonly<Record<Shell, string>> = {
  bash: `_throughline() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(${ask} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _throughline throughline
`,
  fish: `function __throughline_complete
  set -l words (commandline -opc) (commandline -ct)
  ${ask} $words[2..-1] 2>/dev/null
end
complete -c throughline -a '(__throughline_complete)'
`,
  zsh: `#compdef throughline
_throughline() {
  local -a found
  found=("\${(@f)$(${ask} "\${words[@]:1:$((CURRENT-1))}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -a found; else _files; fi
}
if [[ "$funcstack[1]" = "_throughline" ]]; then _throughline "$@"; else compdef _throughline throughline; fi
`,
}
