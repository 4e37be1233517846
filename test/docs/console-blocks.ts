/** A command of a page, with what it prints and its exit code. */
export interface Command {
  readonly line: string;
  readonly printed: readonly string[];
  readonly exit: number;
}

/** The commands of a fenced `console` block: each begins with a dollar sign, what follows is what it prints. */
export function commandsOf(text: string, exit: number): Command[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [line = '', ...printed] = part.replace(/\n$/, '').split('\n');
      return { line, printed, exit };
    });
}

/** The exit code that the info string of a block names; default 0. */
export function exitOf(info: string): number {
  return Number(/exit=(\d+)/.exec(info)?.[1] ?? 0);
}

/** What is printed, line for line; a line `…` stands for any lines, and within a line for any text. */
export function patternOf(printed: readonly string[]): RegExp {
  const lines = printed.map((line) => (line === '…' ? '(?:.*\\n)*' : `${line.split('…').map(escape).join('.*')}\\n`));
  return new RegExp(`^${lines.join('')}$`);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
