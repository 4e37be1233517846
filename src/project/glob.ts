/** What is wrong with a glob; undefined if nothing is. It stays in the folder: no `..`, no absolute path. */
export function checkGlob(glob: string): string | undefined {
  const found = `found ${JSON.stringify(glob)}`;
  if (glob.includes('\\')) return `${found}: folders are parted by /`;
  if (glob.startsWith('/') || /^[a-z]:/i.test(glob)) return `${found}: write it relative to this file`;
  if (glob.split('/').includes('..')) return `${found}, which leads out of the folder of this file`;
  const opened = glob.match(/[{}]/g) ?? [];
  if (!opened.every((brace, index) => brace === '{}'[index % 2]) || opened.length % 2 === 1) return `${found}: {a,b} is not closed, or nests`;
  return /\{[^{}]*\//.test(glob) ? `${found}: between braces stand names, without /; write a rule for each folder` : undefined;
}

/**
 * The paths that a glob means, as an expression over the whole of a path with `/`: `*` and `?` within a name, `**` any
 * folders, `{a,b}` one of them. Case counts; names that begin with a dot count only where the glob writes the dot.
 */
export function globPattern(glob: string): RegExp {
  const steps = plainSteps(glob);
  const parts = steps.map((step, index) =>
    step === '**' ? folders(index === steps.length - 1) : `${names(step)}${index < steps.length - 1 ? '/' : ''}`,
  );
  return new RegExp(`^${parts.join('')}$`, 'su');
}

/** The folder below which every match lies: the steps before the first that is a pattern; "" for the folder itself. */
export function globFolder(glob: string): string {
  const steps = plainSteps(glob);
  const first = steps.findIndex((step) => /[*?{]/.test(step));
  return steps.slice(0, first === -1 ? steps.length - 1 : Math.min(first, steps.length - 1)).join('/');
}

function plainSteps(glob: string): string[] {
  return glob.split('/').filter((step) => step !== '' && step !== '.');
}

function folders(isLast: boolean): string {
  return isLast ? '(?:[^./][^/]*/)*[^./][^/]*' : '(?:[^./][^/]*/)*';
}

function names(step: string): string {
  const start = /^[*?]/.test(step) ? '(?!\\.)' : '';
  const body = step.replace(/\{([^{}]*)\}|[*?]|[^*?{}]+/g, (token, list: string | undefined) => {
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    return list === undefined ? literal(token) : `(?:${list.split(',').map(names).join('|')})`;
  });
  return `${start}${body}`;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
