import { quoted, type CompletedCommand, type CompletedOption } from './outline.ts';

/** A completion for zsh, to be sourced or to lie in a folder of $fpath as _sluice. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef sluice
# Completion of sluice for zsh: source <(sluice completion zsh), after compinit
_sluice() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${described(summary)}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands 'sluice command' commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _sluice ]]; then
  _sluice "$@"
else
  compdef _sluice sluice
fi
`;
}

function commandCase({ name, options, words }: CompletedCommand): string {
  const operands = words.length === 0 ? `'*:file:_files'` : quoted(`1:word:(${words.join(' ')})`);
  return `    ${name}) _arguments ${[...options.map(optionSpec), operands].join(' ')} ;;`;
}

function optionSpec({ flag, description, value }: CompletedOption): string {
  const text = `${flag}[${described(description)}]`;
  if (value === undefined) return quoted(text);
  return quoted(`${text}:value:${value === 'any' ? '_files' : `(${value.join(' ')})`}`);
}

// A colon ends a part of a specification, brackets a description.
function described(text: string): string {
  return text.replaceAll(/[[\]:\\]/g, (character) => `\\${character}`);
}
