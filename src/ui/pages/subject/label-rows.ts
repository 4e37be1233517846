import { isForMachines } from '../../kit/machine-labels.ts';

export interface LabelRow {
  readonly name: string;
  readonly value: string;
}

/** The labels that are edited, and those that only stay. */
export function splitLabels(labels: Readonly<Record<string, string>>): { readonly rows: readonly LabelRow[]; readonly hidden: readonly LabelRow[] } {
  const all = Object.entries(labels).map(([name, value]) => ({ name, value }));
  return { rows: all.filter(({ name }) => !isForMachines(name)), hidden: all.filter(({ name }) => isForMachines(name)) };
}

/** The labels as they shall be; rows without a name and a value are none. `fault` says what is wrong with them. */
export function joinLabels(
  rows: readonly LabelRow[],
  hidden: readonly LabelRow[],
): { readonly labels: Readonly<Record<string, string>>; readonly fault?: string } {
  const filled = rows.map(({ name, value }) => ({ name: name.trim(), value })).filter(({ name, value }) => name !== '' || value !== '');
  const labels = Object.fromEntries([...filled, ...hidden].map(({ name, value }) => [name, value]));
  if (filled.some(({ name }) => name === '')) return { labels, fault: 'A label has a value and no name.' };
  const twice = filled.find(({ name }, at) => filled.findIndex((other) => other.name === name) !== at);
  return twice === undefined ? { labels } : { labels, fault: `There are two labels ${twice.name}.` };
}
