/** What a server prints for Prometheus: by the name of the metric, the labels of each of its series. */
export type Scrape = ReadonlyMap<string, readonly Readonly<Record<string, string>>[]>;

export function readScrape(text: string): Scrape {
  const found = new Map<string, Record<string, string>[]>();
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, name = '', labels = ''] = /^([\w:]+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    const series = Object.fromEntries([...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', value = '']) => [label, value]));
    found.set(name, [...(found.get(name) ?? []), series]);
  }
  return found;
}
