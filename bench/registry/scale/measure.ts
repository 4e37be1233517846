import { createClient, type Client } from '../../../src/client/index.ts';
import { percentile } from '../../report.ts';
import { fill, fillLong, longSchema, nextSchema, subjectName, type LongHistory, type Size } from './fill.ts';
import { serve, type ServedRegistry } from './serve.ts';

/** By name; times in ms, memory in MB. */
export type Figures = Map<string, number>;

const LONG: readonly LongHistory[] = [
  { subject: 'long.wider10', live: 10, kind: 'wider' },
  { subject: 'long.wider1000', live: 1_000, kind: 'wider' },
  { subject: 'long.apart10', live: 10, kind: 'apart' },
  { subject: 'long.apart100', live: 100, kind: 'apart' },
];

const [STARTS, READS, REGISTRATIONS, LONG_REGISTRATIONS] = [5, 2_000, 200, 20];

/** Fill `store` unless it is full from a run before, start registries on it anew, and look. */
export async function measureScale(store: string, size: Size): Promise<Figures> {
  await fillStore(store, size);
  const figures: Figures = new Map();
  const starts: number[] = [];
  for (let at = 0; at < STARTS; at += 1) {
    const started = await serve(store);
    starts.push(started.startMs);
    await started.stop();
  }
  figures.set('start', percentile(starts, 0.5));
  const registry = await serve(store);
  try {
    figures.set('RSS after the start', registry.memory().now);
    const client = createClient({ url: registry.url });
    await measureReads(registry, size, figures);
    await measureRegistrations(client, size, figures);
    figures.set('RSS then', registry.memory().now);
    await measureSnapshots(registry, figures);
    figures.set('peak RSS', registry.memory().peak);
  } finally {
    await registry.stop();
  }
  return figures;
}

async function fillStore(store: string, size: Size): Promise<void> {
  const registry = await serve(store);
  try {
    const client = createClient({ url: registry.url });
    if ((await client.listSubjects({ limit: 1 })).items.length > 0) return;
    for (const history of LONG) await fillLong(client, history);
    await fill(client, size);
  } finally {
    await registry.stop();
  }
}

async function measureReads({ url }: ServedRegistry, { subjects, versions }: Size, figures: Figures): Promise<void> {
  // Spread by a stride that meets every subject, so that what is kept in memory is not all that is asked for.
  const places = Array.from({ length: READS }, (_, at) => ({ subject: subjectName((at * 7_919) % subjects), version: 1 + ((at * 31) % versions) }));
  const ids = Array.from({ length: READS }, (_, at) => 1 + ((at * 7_919) % (subjects * versions)));
  await timed(figures, 'a schema by id', ids, (id) => get(`${url}/api/v1/schemas/${id}`));
  await timed(figures, 'a version', places, ({ subject, version }) => get(`${url}/api/v1/subjects/${subject}/versions/${version}`));
  await timed(figures, 'the latest version', places, ({ subject }) => get(`${url}/api/v1/subjects/${subject}/versions/latest`));
  const tag = (await get(`${url}/api/v1/subjects/${subjectName(0)}`)).headers.get('etag') ?? '';
  await timed(figures, 'a subject, unchanged', places, () => get(`${url}/api/v1/subjects/${subjectName(0)}`, { 'if-none-match': tag }));
  await timed(figures, 'a page of 100 subjects', places.slice(0, 50), ({ subject }) => get(`${url}/api/v1/subjects?prefix=${subject.slice(0, 9)}`));
}

async function measureRegistrations(client: Client, { subjects, versions }: Size, figures: Figures): Promise<void> {
  const places = Array.from({ length: REGISTRATIONS }, (_, at) => (at * 7_919) % subjects);
  const stamp = Date.now();
  await timed(figures, 'register a version', places, async (at) =>
    client.register(subjectName(at), { schema: { ...nextSchema(at, versions), description: `${stamp}` } }),
  );
  await timed(figures, 'register a subject', places, (at) =>
    client.register(`new${stamp}.${at}`, { schema: { ...nextSchema(at, 1), description: `${stamp}` } }),
  );
  for (const { subject, live, kind } of LONG) {
    const head = await client.getSubject(subject);
    const next = Array.from({ length: LONG_REGISTRATIONS }, (_, at) => (head.latest ?? live) + 1 + at);
    await timed(figures, `${kind}, ${live} live`, next, (version) => client.register(subject, { schema: longSchema({ subject, kind }, version) }));
  }
}

async function measureSnapshots(registry: ServedRegistry, figures: Figures): Promise<void> {
  for (const [name, query] of [
    ['a snapshot of a twentieth', '?prefix=com.team7.'],
    ['a snapshot of all', ''],
  ] as const) {
    const start = performance.now();
    const response = await fetch(`${registry.url}/api/v1/snapshot${query}`, { headers: { accept: 'application/x-ndjson' } });
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
    let [bytes, first] = [0, 0];
    for await (const chunk of response.body ?? []) {
      if (bytes === 0) first = performance.now() - start;
      bytes += (chunk as Uint8Array).length;
    }
    figures.set(`${name}, first byte`, first);
    figures.set(`${name}, whole`, performance.now() - start);
    figures.set(`${name}, MB`, bytes / 1e6);
    figures.set(`${name}, RSS then`, registry.memory().now);
  }
}

async function get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const response = await fetch(url, { headers });
  await response.arrayBuffer();
  if (!response.ok && response.status !== 304) throw new Error(`${url} answered ${response.status}`);
  return response;
}

async function timed<T>(figures: Figures, name: string, over: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (const one of over) {
    const start = performance.now();
    await work(one);
    times.push(performance.now() - start);
  }
  figures.set(`${name}, p50`, percentile(times, 0.5));
  figures.set(`${name}, p99`, percentile(times, 0.99));
}
