import { expect, test } from 'vitest';
import { mergeAnswers, type WorkerAnswer } from '../../../src/gateway/fleet/merge.ts';
import { RunTimeChanges } from '../../../src/server/gateway/run-time-changes.ts';

function said(worker: number, body: object | string, status = 200): WorkerAnswer {
  return { worker, status, type: 't', text: typeof body === 'string' ? body : JSON.stringify(body) };
}

const seen = (since: string, version: number, accepted: number, lastAccepted: string | null): object => ({
  since,
  items: [{ subject: 's', version, accepted, invalid: 1, lastAccepted, producers: [{ producer: 'p', accepted, lastAccepted }] }],
});

const ROWS: readonly { readonly title: string; readonly path: string; readonly answers: readonly WorkerAnswer[]; readonly merged: object }[] = [
  {
    title: 'what was seen is added up, since all of them count',
    path: 'api/v1/versions/s',
    answers: [
      said(1, seen('2026-01-01', 1, 2, '2026-01-03')),
      said(2, seen('2026-01-02', 1, 3, '2026-01-04')),
      said(3, { since: '2026-01-01', items: [] }),
    ],
    merged: {
      since: '2026-01-02',
      items: [
        {
          subject: 's',
          version: 1,
          accepted: 5,
          invalid: 2,
          lastAccepted: '2026-01-04',
          producers: [{ producer: 'p', accepted: 5, lastAccepted: '2026-01-04' }],
        },
      ],
    },
  },
  {
    title: 'versions that only one has seen stay',
    path: 'api/v1/versions',
    answers: [said(1, seen('2026-01-01', 1, 0, null)), said(2, seen('2026-01-01', 2, 3, '2026-01-04'))],
    merged: {
      items: [
        { version: 1, accepted: 0, lastAccepted: null },
        { version: 2, accepted: 3 },
      ],
    },
  },
  {
    title: 'an error of one is the answer',
    path: 'api/v1/routes/%2F/mode',
    answers: [said(1, { mode: 'observe' }), said(2, { code: 'route_not_found' }, 404)],
    merged: { code: 'route_not_found' },
  },
  {
    title: 'a target was stopped where it was at one of them',
    path: 'api/v1/routes/%2F/targets/fn/resume',
    answers: [said(1, { target: 'fn', wasStopped: false }), said(2, { target: 'fn', wasStopped: true })],
    merged: { target: 'fn', wasStopped: true },
  },
  {
    title: 'readiness is that of the worst',
    path: 'readyz',
    answers: [said(1, { status: 'ready' }), said(2, { status: 'no snapshot yet' }, 503)],
    merged: { status: 'no snapshot yet', workers: [{ worker: 1, status: 'ready' }, { worker: 2 }] },
  },
  {
    title: 'of those that are ready, it is that of one with trouble',
    path: 'readyz',
    answers: [said(1, { registry: 'following' }), said(2, { registry: 'another history', trouble: 't' })],
    merged: { registry: 'another history', trouble: 't' },
  },
];

for (const { title, path, answers, merged } of ROWS) {
  test(title, () => expect(JSON.parse(mergeAnswers(path, answers).text)).toMatchObject(merged));
}

test('samples get the label worker, whatever stands in the values of others, and a metric is described once', () => {
  const page = (value: number): string => `# HELP a An a.\n# TYPE a counter\na{x="}{ 1"} ${value}\na ${value}\n# TYPE b gauge\nb NaN\n`;
  expect(mergeAnswers('metrics', [said(1, page(1)), said(2, page(2))]).text).toBe(
    [
      '# HELP a An a.',
      '# TYPE a counter',
      'a{worker="1",x="}{ 1"} 1',
      'a{worker="1"} 1',
      'a{worker="2",x="}{ 1"} 2',
      'a{worker="2"} 2',
      '# TYPE b gauge',
      'b{worker="1"} NaN',
      'b{worker="2"} NaN',
      '',
    ].join('\n'),
  );
});

test('nobody answers: 503', () => expect(mergeAnswers('readyz', []).status).toBe(503));

test('what was changed at run time is told with the time that is left, until its end or a DELETE', () => {
  let now = 0;
  const changes = new RunTimeChanges(() => now);
  const change = (method: string, url: string, body = ''): void => changes.note({ method, url, headers: {}, body });
  change('PUT', '/a', '{"mode":"observe","forMs":1000}');
  change('PUT', '/b', '{"mode":"observe"}');
  change('PUT', '/c', '{"mode":"observe"}');
  change('POST', '/d');
  change('DELETE', '/c');
  now = 400;
  expect(changes.list().map(({ url, body }) => [url, JSON.parse(body)])).toEqual([
    ['/a', { mode: 'observe', forMs: 600 }],
    ['/b', { mode: 'observe', forMs: 3_599_600 }],
  ]);
  now = 1_000;
  expect(changes.list()).toHaveLength(1);
});
