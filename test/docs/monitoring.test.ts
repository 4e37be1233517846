import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readPromql, type Selector } from './promql.ts';
import { ORDER, World } from './runbook-world.ts';
import { readScrape, type Scrape } from './scrape.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const read = (name: string): string => readFileSync(join(DOCS, name), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: object;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string; readonly datasource: object }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
}

interface Dashboard {
  readonly id: null;
  readonly uid?: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  readonly panels: readonly Panel[];
}

const { groups } = parse(read('monitoring/alerts.yml')) as { readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboards = ['registry', 'gateway'].map((name) => ({ name, board: JSON.parse(read(`monitoring/${name}-dashboard.json`)) as Dashboard }));
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
// Given by whoever scrapes.
const SCRAPED_BY = ['job', 'instance'];

let world: World;
let printed: { readonly registry: Scrape; readonly gateway: Scrape };

// Everything once that a selector may ask for, and the pages as they are then, and after the store was damaged.
beforeAll(async () => {
  world = await World.make();
  const schema = { type: 'object', required: ['orderId'], properties: { orderId: { type: 'string' } } };
  await world.startRegistry();
  await world.client.createWebhook({ url: world.receiver.url });
  await world.client.register(ORDER, { schema });
  await world.client.register(ORDER, { schema: { ...schema, title: 'an order' } });
  await world.client.getSubject('nowhere').catch(() => 'not found');
  await world.startGateway({ queue: { maxHeld: 1 }, order: { attribute: 'partitionkey' } });
  await world.gatewaySays(({ position }) => position === 2);
  await world.send({ orderId: 'a' });
  await world.send({});
  world.answers = 500;
  await world.send({ orderId: 'a' });
  await world.sluice('observe', '/events', '--output', join(world.cwd, 'observe.txt'));
  await world.send({});
  await world.send({ orderId: 'a' }, '/kept');
  for (let held = 0; held < 2; held += 1) await world.send({}, '/kept');
  await world.gatewayPrints(/^sluice_gateway_deliveries_total/m);
  const [registry, gateway] = [await page(`${world.registryUrl}/metrics`), await page(`${world.gatewayUrl}/-/metrics`)];
  await world.damageStore();
  printed = { registry: readScrape(registry + (await page(`${world.registryUrl}/metrics`))), gateway: readScrape(gateway) };
});

afterAll(() => world.close());

async function page(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** Grafana puts in what its variables stand for before Prometheus reads it. */
function withoutVariables(expr: string): string {
  return expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$(?:job|instance|route)/g, '.*');
}

const GROUPS_OF_GATEWAYS = ['sluice-gateway', 'sluice-queue'];

const asked = [
  ...groups.flatMap(({ name, rules: some }) =>
    some.map(({ alert, expr }) => ({
      title: alert,
      of: GROUPS_OF_GATEWAYS.includes(name) ? ('gateway' as const) : ('registry' as const),
      expr,
      legend: '',
    })),
  ),
  ...dashboards.flatMap(({ name, board }) =>
    board.panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr, legendFormat }) => ({ title: `${name}: ${title}`, of: name as 'registry' | 'gateway', expr, legend: legendFormat })),
    ),
  ),
];

describe('what dashboards and alerts ask for is printed by real servers', () => {
  for (const { title, of, expr, legend } of asked) {
    test(`${title} ${legend}`, () => {
      const { selectors, labels, errors } = readPromql(withoutVariables(expr));
      expect(errors).toEqual([]);
      expect(selectors.length).toBeGreaterThan(0);
      const wanting = selectors.flatMap((selector) => missing(printed[of], selector));
      expect(wanting).toEqual([]);
      const known = new Set([...SCRAPED_BY, ...selectors.flatMap(({ metric }) => labelsOf(printed[of], metric))]);
      const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
      expect([...labels, ...shown].filter((label) => !known.has(label))).toEqual([]);
      // An aggregation leaves only what it is by.
      if (labels.length > 0) expect(shown.filter((label) => !labels.includes(label))).toEqual([]);
    });
  }
});

function labelsOf(scrape: Scrape, metric: string): string[] {
  return (scrape.get(metric) ?? []).flatMap((series) => Object.keys(series));
}

/** Why no printed series is selected: the metric, a label or a value is not there. */
function missing(scrape: Scrape, { metric, matchers }: Selector): string[] {
  if (metric === 'up') return [];
  const all = scrape.get(metric);
  if (all === undefined) return [metric];
  const own = matchers.filter(({ label }) => !SCRAPED_BY.includes(label));
  return own.flatMap(({ label, operator, value }) => {
    const values = all.flatMap((series) => series[label] ?? []);
    if (values.length === 0) return [`${metric}{${label}}`];
    const wanted = new RegExp(`^(?:${value})$`);
    return operator.startsWith('!') || values.some((found) => wanted.test(found)) ? [] : [`${metric}{${label}${operator}"${value}"}`];
  });
}

test('the grammar tells what is no PromQL', () => {
  expect(readPromql('sum(rate(a{b="c"}[5m]) by').errors).not.toEqual([]);
  expect(readPromql('sum by (x) (rate(a{b=~"c|d"}[5m])) > 1')).toEqual({
    selectors: [{ metric: 'a', matchers: [{ label: 'b', operator: '=~', value: 'c|d' }] }],
    labels: ['x'],
    errors: [],
  });
});

const tables = [
  { name: 'registry', page: 'operations.md' },
  { name: 'gateway', page: 'gateway.md' },
] as const;

for (const { name, page: file } of tables) {
  test(`${file} lists what the ${name} prints, with its labels`, () => {
    const rows = [...read(file).matchAll(/^\| (`(?:sluice_|process_|nodejs_)[^|]*) \|(.*)$/gm)];
    const documented = new Map(
      rows.flatMap(([, names = '', rest = '']) => [...names.matchAll(/`(\w+)`/g)].map(([, metric = '']) => [metric, rest] as const)),
    );
    const families = [...printed[name].keys()]
      .filter((metric) => metric.startsWith('sluice_'))
      .map((metric) => metric.replace(/_(?:bucket|sum|count)$/, ''));
    const own = [...documented.keys()].filter((metric) => metric.startsWith('sluice_'));
    expect(own.toSorted()).toEqual([...new Set(families)].toSorted());
    for (const metric of own) {
      const labels = new Set([...labelsOf(printed[name], metric), ...labelsOf(printed[name], `${metric}_bucket`)]);
      labels.delete('le');
      for (const label of labels) expect(`${metric}: ${documented.get(metric)}`).toContain(`\`${label}\``);
    }
  });
}

test('each alert has a section in the runbook, and each section an alert', () => {
  const sections = [...read('runbook.md').matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  expect(sections).toEqual(rules.map(({ alert }) => alert));
});

for (const { alert, for: pending = '0m', labels, annotations } of rules) {
  test(`${alert} says how long, how bad, what and where to read on`, () => {
    expect(pending).toMatch(/^\d+m$/);
    expect(['critical', 'warning']).toContain(labels.severity);
    expect(annotations).toEqual({
      summary: expect.stringMatching(/^.{10,100}$/) as string,
      description: expect.stringMatching(/^[A-Z/].{20,}\.$/) as string,
      runbook_url: `docs/runbook.md#${alert.toLowerCase()}`,
    });
  });
}

test('links of the runbook to its own sections lead somewhere', () => {
  const anchors = rules.map(({ alert }) => `#${alert.toLowerCase()}`);
  const links = [...read('runbook.md').matchAll(/\]\((#[\w-]+)\)/g)].map(([, link = '']) => link);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
});

test('the example of a scrape configuration has the jobs that alerts name', () => {
  const { scrape_configs: jobs } = parse(read('monitoring/prometheus.yml')) as { readonly scrape_configs: readonly { readonly job_name: string }[] };
  const named = rules.flatMap(({ expr }) => [...expr.matchAll(/job="([\w-]+)"/g)].map(([, job = '']) => job));
  expect([...new Set(named)].toSorted()).toEqual(jobs.map(({ job_name: name }) => name).toSorted());
});

for (const { name, board } of dashboards) {
  describe(`the dashboard of the ${name}`, () => {
    test('can be imported anywhere: no id, and the data source is a variable', () => {
      expect(board).toMatchObject({ id: null, schemaVersion: 39 });
      expect(board).not.toHaveProperty('uid');
      expect(board.templating.list.map((variable) => variable.name).slice(0, 3)).toEqual(['datasource', 'job', 'instance']);
      const sources = board.panels.flatMap(({ type, datasource, targets = [] }) =>
        type === 'row' ? [] : [datasource, ...targets.map((target) => target.datasource)],
      );
      for (const source of sources) expect(source).toEqual(DATASOURCE);
    });

    test('each panel says what it shows, in which unit', () => {
      for (const { type, title, description, fieldConfig } of board.panels.filter((panel) => panel.type !== 'row')) {
        expect(['timeseries', 'stat']).toContain(type);
        expect(title).toMatch(/^[A-Z]/);
        expect(description).toMatch(/^.{10,}\.$/s);
        expect(fieldConfig?.defaults.unit).toMatch(/^(?:reqps|ops|percentunit|s|bytes|short|dateTimeFromNow)$/);
      }
    });

    test('panels have ids of their own and do not overlap', () => {
      expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
      const cells = board.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      expect(Math.max(...board.panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
    });

    test('every variable that is used is declared', () => {
      const declared = board.templating.list.map((variable) => variable.name);
      const used = [...JSON.stringify(board).matchAll(/\$\{?([a-z]+)\b/g)].map(([, variable = '']) => variable);
      expect([...new Set(used)].filter((variable) => !declared.includes(variable))).toEqual([]);
    });
  });
}
