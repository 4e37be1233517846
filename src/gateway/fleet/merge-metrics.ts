import type { WorkerAnswer } from './merge.ts';

/** The metrics of all workers as one page: each sample gets the label `worker`, and what describes a metric is said once. */
export function mergeMetrics(answers: readonly WorkerAnswer[]): string {
  const families = new Map<string, { readonly about: string[]; readonly samples: string[] }>();
  for (const { worker, text } of answers) {
    let current = '';
    for (const line of text.split('\n').filter((part) => part !== '')) {
      const described = /^# (?:HELP|TYPE) (\S+)/.exec(line)?.[1];
      current = described ?? current;
      const family = families.get(current) ?? { about: [], samples: [] };
      families.set(current, family);
      if (described === undefined) family.samples.push(labelled(line, worker));
      else if (!family.about.includes(line)) family.about.push(line);
    }
  }
  return [...families.values()].map(({ about, samples }) => [...about, ...samples, ''].join('\n')).join('');
}

/** `name{a="b"} 1` or `name 1`; a brace in the value of a label comes after the first one. */
function labelled(line: string, worker: number): string {
  const brace = line.indexOf('{');
  const space = line.indexOf(' ');
  if (brace === -1 || brace > space) return `${line.slice(0, space)}{worker="${worker}"}${line.slice(space)}`;
  return `${line.slice(0, brace)}{worker="${worker}",${line.slice(brace + 1)}`;
}
