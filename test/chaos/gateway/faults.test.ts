import { expect, test } from 'vitest';
import { judge, type Observed } from './faults.ts';
import type { Visit } from './moody-function.ts';

function visit(n: number, outcome: Visit['outcome'], more: Partial<Visit> = {}): Visit {
  return { event: { id: `s0-${n}`, key: 'k', n }, delivery: String(n), attempt: 1, outcome, ...more };
}

const GOOD: Observed = {
  accepted: [1, 2, 3].map((n) => ({ id: `s0-${n}`, key: 'k', n })),
  visits: [visit(1, 'failed'), visit(1, 'done', { attempt: 2 }), visit(2, 'refused'), visit(3, 'done'), visit(3, 'done')],
  givenUp: new Set(),
  listed: new Set(['s0-2']),
  waiting: 0,
};

test('a history as the guarantee allows it has no faults, and its duplicates are counted', () => {
  expect(judge(GOOD)).toEqual({ faults: [], duplicates: 1 });
});

test('what a gateway gave up the function may have taken, and may get at any later time', () => {
  const late = [visit(1, 'done'), visit(1, 'done', { attempt: 2 }), visit(2, 'done', { attempt: 2 }), visit(3, 'done'), visit(2, 'failed')];
  expect(judge({ ...GOOD, visits: late, listed: new Set(), givenUp: new Set(['1/1', '2/1']) })).toEqual({ faults: [], duplicates: 0 });
  expect(judge({ ...GOOD, visits: late, listed: new Set() })).toMatchObject({
    faults: ['s0-1 was taken, and tried again as another attempt', 's0-2 came after number 3 of its key'],
    duplicates: 1,
  });
});

const BAD: readonly (readonly [title: string, observed: Partial<Observed>, fault: RegExp])[] = [
  ['an accepted event is lost', { visits: GOOD.visits.slice(0, 3) }, /s0-3 was accepted, and is neither delivered nor listed/],
  ['a dead one is not listed', { listed: new Set() }, /s0-2 was accepted, and is neither/],
  ['something waits for ever', { waiting: 1 }, /1 deliveries wait for ever/],
  ['an event overtakes', { visits: [visit(1, 'failed'), visit(2, 'done'), visit(1, 'done'), visit(3, 'done')] }, /s0-2 came before number 1/],
  ['an event comes back', { visits: [...GOOD.visits, visit(1, 'done')] }, /s0-1 came after number 3/],
  ['an event is left out', { visits: [visit(1, 'done'), visit(3, 'done')] }, /s0-3 came right after number 1/],
  ['an event is kept twice', { visits: [...GOOD.visits, visit(3, 'done', { delivery: '9' })] }, /s0-3 was kept as several deliveries/],
  [
    'an event that was taken is tried as another attempt',
    { visits: [...GOOD.visits, visit(3, 'done', { attempt: 2 })] },
    /s0-3 was taken, and tried again/,
  ],
];

for (const [title, observed, fault] of BAD) {
  test(`seen: ${title}`, () => expect(judge({ ...GOOD, ...observed }).faults.join('\n')).toMatch(fault));
}
