import { quoted, type CompletedCommand } from './outline.ts';

/** A completion for bash 3.2 and later; it needs no bash-completion and starts no process. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  return `# Completion of sluice for bash: source <(sluice completion bash)
_sluice() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command='' words='' index
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      -*) ;;
      *) command=\${COMP_WORDS[index]}; break ;;
    esac
  done
  case $command:$prev in
${commands.flatMap(valueCases).join('\n')}
  esac
  if [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    return
  fi
  case $command in
    ''|help) words=${quoted(`${names} help --help --version`)} ;;
${commands.map(commandCase).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o bashdefault -o default -F _sluice sluice
`;
}

/** What may follow a flag; of what may be anything bash offers files. */
function valueCases({ name, options }: CompletedCommand): string[] {
  return options.flatMap(({ flag, value }) => {
    if (value === undefined) return [];
    return [`    ${name}:${flag}) ${value === 'any' ? 'return' : `words=${wordList(value)}`} ;;`];
  });
}

function commandCase({ name, options, words }: CompletedCommand): string {
  const flags = options.map(({ flag }) => flag);
  const own = words.length === 0 ? '' : `[[ $prev == ${name} ]] && words=${wordList(words)}; `;
  return `    ${name}) ${own}[[ $cur == -* ]] && words=${wordList(flags)} ;;`;
}

// compgen expands the words of its list once more.
function wordList(words: readonly string[]): string {
  return quoted(words.map((word) => (/^[\w.-]+$/.test(word) ? word : quoted(word))).join(' '));
}
