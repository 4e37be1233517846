import type { JsonObject } from '../../src/core/json/value.ts';
import type { Narrator } from '../narrator.ts';
import { readExamples } from './releases.ts';
import type { Send } from './send.ts';

interface Mutation {
  readonly what: string;
  readonly body: string;
  readonly status: number;
}

/** Tamper with events that were fine. */
export async function postMutations(narrator: Narrator, send: Send): Promise<void> {
  narrator.say('\nan event that was tampered with');
  const data = readExamples().find(({ event, data: { action } }) => event === 'issues' && action === 'opened')?.data ?? {};
  for (const { what, body, status } of mutationsOf(data)) {
    const answer = await send('issues', body);
    const said = answer.body.findings?.[0]?.message ?? answer.body.detail ?? '';
    narrator.claim(answer.status === status, `${what}: ${answer.status} ${answer.body.code ?? ''} ${said}`.slice(0, 200));
  }
  const forged = await send('issues', JSON.stringify(data), 'another secret');
  narrator.claim(forged.status === 401, `a forged signature: ${forged.status} ${forged.body.code ?? ''}`);
  await postBroken(narrator, send);
}

function mutationsOf(data: JsonObject): readonly Mutation[] {
  const { repository: _repository, ...withoutRepository } = data;
  const wrongTitle = { ...data, issue: { ...(data['issue'] as JsonObject), title: 42 } };
  return [
    { what: 'as published', body: JSON.stringify(data), status: 200 },
    { what: 'a required member dropped', body: JSON.stringify(withoutRepository), status: 422 },
    { what: 'a number where a string belongs', body: JSON.stringify(wrongTitle), status: 422 },
    { what: 'an unknown action', body: JSON.stringify({ ...data, action: 'exploded' }), status: 404 },
    { what: 'the JSON broken off', body: JSON.stringify(data).slice(0, -20), status: 400 },
  ];
}

/** Every example with a text for its sender, and broken off: none of it may come through. */
async function postBroken(narrator: Narrator, send: Send): Promise<void> {
  const examples = readExamples().filter(({ data }) => data['sender'] !== undefined);
  let through = 0;
  for (const [index, { event, data }] of examples.entries()) {
    const bodies = [JSON.stringify({ ...data, sender: 'octocat' }), JSON.stringify(data).slice(0, -1)];
    for (const body of bodies) if ((await send(event, body)).status < 400) through += 1;
    narrator.progress('tampered examples', index + 1, examples.length);
  }
  narrator.claim(through === 0, `${examples.length * 2} events, each example with a text for its sender or broken off: ${through} came through`);
}
