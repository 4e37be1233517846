import { expect, test } from 'vitest';
import { RegistryError, type ErrorCode } from '../../../src/core/errors.ts';
import { SILENT_LOG } from '../../../src/http/kit/log.ts';
import { RefusalLog } from '../../../src/gateway/watch/refusal-log.ts';

interface Step {
  readonly at: number;
  readonly path?: string;
  readonly code: ErrorCode;
  /** The level, and how many were left out before. */
  readonly told: string;
}

const ROWS: readonly { readonly title: string; readonly steps: readonly Step[] }[] = [
  {
    title: 'of the same 503 on a route one line in ten seconds, with how many were left out',
    steps: [
      { at: 0, code: 'queue_full', told: 'error' },
      { at: 1, code: 'queue_full', told: 'debug' },
      { at: 9_999, code: 'queue_full', told: 'debug' },
      { at: 10_000, code: 'queue_full', told: 'error 2' },
      { at: 10_001, code: 'queue_full', told: 'debug' },
      { at: 90_000, code: 'queue_full', told: 'error 1' },
      { at: 190_000, code: 'queue_full', told: 'error' },
    ],
  },
  {
    title: 'another code, and another route, is told at once',
    steps: [
      { at: 0, code: 'queue_full', told: 'error' },
      { at: 0, code: 'queue_unavailable', told: 'error' },
      { at: 0, code: 'queue_full', path: '/b', told: 'error' },
      { at: 1, code: 'queue_full', path: '/b', told: 'debug' },
    ],
  },
  {
    title: 'a bug, and a function that fails, are told each time',
    steps: [
      { at: 0, code: 'internal', told: 'error' },
      { at: 0, code: 'internal', told: 'error' },
      { at: 0, code: 'target_failed', told: 'error' },
      { at: 0, code: 'target_failed', told: 'error' },
    ],
  },
  { title: 'what is the fault of a sender is told at debug', steps: [{ at: 0, code: 'event_invalid', told: 'debug' }] },
];

for (const { title, steps } of ROWS) {
  test(title, () => {
    let now = 0;
    const told: string[] = [];
    const tell = (level: string) => (data: object) => void told.push(`${level} ${'unsaid' in data ? String(data.unsaid) : ''}`.trim());
    const log = new RefusalLog({ ...SILENT_LOG, debug: tell('debug'), error: tell('error') }, { monotonic: () => now });
    for (const { at, path = '/a', code } of steps) {
      now = at;
      log.tell(path, new RegistryError(code, 'x'), {});
    }
    expect(told).toEqual(steps.map((step) => step.told));
  });
}
