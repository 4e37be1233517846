import { expect, test } from 'vitest';
import { RunTimeChanges } from '../../../src/server/gateway/run-time-changes.ts';

const HOUR_MS = 3_600_000;

function request(method: string, url: string, body: object = {}): Parameters<RunTimeChanges['note']>[0] {
  return { method, url, headers: { authorization: 'Bearer t' }, body: JSON.stringify(body) };
}

/** Changes, and what a worker that starts at a time is told. */
function changes(): { readonly note: RunTimeChanges['note']; readonly toldAt: (ms: number) => readonly (readonly [string, object])[] } {
  let now = 0;
  const noted = new RunTimeChanges(() => now);
  return {
    note: (change) => noted.note(change),
    toldAt: (ms) => {
      now = ms;
      return noted.list().map(({ method, url, body }) => [`${method} ${url}`, JSON.parse(body) as object]);
    },
  };
}

test('a worker that starts later is told what was set, for the time that is left, an hour where none was said', () => {
  const { note, toldAt } = changes();
  note(request('PUT', '/-/api/v1/routes/a/mode', { mode: 'observe', forMs: 60_000 }));
  note(request('PUT', '/-/api/v1/routes/b/mode', { mode: 'observe' }));
  expect(toldAt(20_000)).toEqual([
    ['PUT /-/api/v1/routes/a/mode', { mode: 'observe', forMs: 40_000 }],
    ['PUT /-/api/v1/routes/b/mode', { mode: 'observe', forMs: HOUR_MS - 20_000 }],
  ]);
});

test('it is told nothing that has ended, was taken back, or was done once', () => {
  const { note, toldAt } = changes();
  note(request('PUT', '/a', { forMs: 1_000 }));
  note(request('PUT', '/b'));
  note(request('DELETE', '/b'));
  note(request('POST', '/c/resume'));
  expect(toldAt(1_000)).toEqual([]);
});

test('of two that were set for the same it is told the last', () => {
  const { note, toldAt } = changes();
  note(request('PUT', '/a', { mode: 'observe' }));
  note(request('PUT', '/a', { mode: 'enforce' }));
  expect(toldAt(0)).toEqual([['PUT /a', { mode: 'enforce', forMs: HOUR_MS }]]);
});

test('what is changed while a worker is told is told as well, also that something was taken back', async () => {
  const noted = new RunTimeChanges(() => 0);
  noted.note(request('PUT', '/a'));
  noted.note(request('PUT', '/b'));
  const told: string[] = [];
  await noted.tellAll(async ({ method, url }) => {
    told.push(`${method} ${url}`);
    if (told.length === 1) noted.note(request('DELETE', '/a'));
    if (told.length === 3) noted.note(request('POST', '/c/resume'));
  });
  noted.note(request('PUT', '/d'));
  expect(told).toEqual(['PUT /a', 'PUT /b', 'DELETE /a', 'POST /c/resume']);
});
