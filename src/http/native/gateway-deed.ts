import { Readable } from 'node:stream';
import { RegistryError } from '../../core/errors.ts';
import type { GatewayDeed } from '../../registry/gateway-deeds.ts';
import type { Registry } from '../../registry/registry.ts';
import type { GatewayCall } from '../gateways/exchange.ts';
import type { GatewayLink } from '../gateways/gateway-link.ts';
import { LINES_MEDIA_TYPE } from './answers.ts';
import type { Answer, Incoming } from './route.ts';
import { writeContext } from './write-context.ts';

/** Something that is done to a gateway for somebody. */
export interface Deed extends Pick<GatewayDeed, 'action'> {
  readonly link: GatewayLink;
  readonly call: Omit<GatewayCall, 'requestId'>;
  /** What is written about it; what may be a person's is hidden already. */
  readonly details: object;
}

/** What the gateway answers, as it came. Nothing is written about reading. */
export async function handThrough(link: GatewayLink, path: string, { origin }: Incoming): Promise<Answer> {
  return json(await link.ask({ method: 'GET', path, requestId: origin.requestId }));
}

/** The same for what is done: the audit log has it before anything happens, and then what became of it. */
export async function doThrough(registry: Registry, incoming: Incoming, { link, call, ...deed }: Deed): Promise<Answer> {
  const note = noting(registry, incoming, link, deed);
  const text = await noted(note, () => link.ask({ ...call, requestId: incoming.origin.requestId }));
  await note({ phase: 'done' });
  return json(text);
}

/** The same for what takes a while: the answer is its lines as they come, and who goes away ends it. */
export async function doThroughLines(registry: Registry, incoming: Incoming, { link, call, ...deed }: Deed): Promise<Answer> {
  const note = noting(registry, incoming, link, deed);
  const source = await noted(note, () => link.lines({ ...call, requestId: incoming.origin.requestId }, incoming.gone));
  return lines(followed(source, note));
}

/** Lines of what changes nothing. */
export async function readLines(link: GatewayLink, call: Omit<GatewayCall, 'requestId'>, { origin, gone }: Incoming): Promise<Answer> {
  return lines(await link.lines({ ...call, requestId: origin.requestId }, gone));
}

type Note = (ending: { readonly phase: 'asked' | 'done' | 'failed' | 'broken_off' } & Readonly<Record<string, unknown>>) => Promise<void>;

function noting(registry: Registry, incoming: Incoming, link: GatewayLink, { action, details }: Omit<Deed, 'link' | 'call'>): Note {
  const write = writeContext({ incoming, ifMatch: undefined });
  const gateway = link.place.name;
  return ({ phase, ...rest }) => registry.noteGatewayDeed({ action, gateway, details: { phase, ...details, ...rest } }, write);
}

async function noted<T>(note: Note, ask: () => Promise<T>): Promise<T> {
  await note({ phase: 'asked' });
  try {
    return await ask();
  } catch (thrown) {
    await note({ phase: 'failed', code: RegistryError.from(thrown).code });
    throw thrown;
  }
}

/** The last line says what became of it; where there is none, who asked went away. */
async function* followed(source: AsyncGenerator<string>, note: Note): AsyncGenerator<string> {
  let last: string | undefined;
  let isOver = false;
  try {
    for await (const line of source) {
      last = line;
      yield line;
    }
    isOver = true;
  } finally {
    await note(endingOf(last, isOver));
  }
}

function endingOf(last: string | undefined, isOver: boolean): Parameters<Note>[0] {
  if (!isOver || last === undefined) return { phase: 'broken_off' };
  const { kind, problem, ...summary } = JSON.parse(last) as { readonly kind: string; readonly problem?: { readonly code: string } };
  return kind === 'summary' ? { phase: 'done', ...summary } : { phase: 'failed', code: problem?.code };
}

function lines(source: AsyncGenerator<string>): Answer {
  return { kind: 'stream', type: LINES_MEDIA_TYPE, stream: Readable.from(terminated(source), { objectMode: false }), isPrivate: true };
}

async function* terminated(source: AsyncGenerator<string>): AsyncGenerator<string> {
  for await (const line of source) yield `${line}\n`;
}

// As the gateway wrote it: its numbers may be more exact than ours.
function json(text: string): Answer {
  return { kind: 'stream', type: 'application/json; charset=utf-8', stream: Readable.from([text], { objectMode: false }), isPrivate: true };
}
