import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../../core/errors.ts';
import { failed, late, reasonOf, type ExchangeLimits, type GatewayPlace } from './exchange.ts';
import { problemOf } from './gateway-problem.ts';
import { parseObject } from './parse-object.ts';

type Place = Pick<GatewayPlace, 'name'>;
type LineLimits = Pick<ExchangeLimits, 'idleMs' | 'readerMs' | 'maxBytes'>;

/** The lines of an answer, a JSON object each, the last of the kind `summary`; what goes wrong is a last line of the kind `error`. */
export async function* linesOf(place: Place, response: IncomingMessage, limits: LineLimits): AsyncGenerator<string> {
  try {
    let last: object | undefined;
    for await (const text of textLines(place, response, limits)) {
      last = parseObject(text);
      if (last === undefined) throw failed(place, 'broke into its answer with something else than lines of JSON');
      if ('problem' in last) throw problemOf(place, 200, Object(last.problem) as object);
      yield text;
    }
    if (last === undefined || !('kind' in last) || last.kind !== 'summary') throw failed(place, 'broke off in the middle of its answer');
  } catch (thrown) {
    yield errorLine(thrown instanceof RegistryError ? thrown : failed(place, `broke off in the middle of its answer (${reasonOf(thrown)})`));
  } finally {
    response.destroy();
  }
}

async function* textLines(place: Place, response: IncomingMessage, limits: LineLimits): AsyncGenerator<string> {
  const { maxBytes } = limits;
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of piecesOf(place, response, limits)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxBytes) throw failed(place, `answered with a line of more than ${maxBytes} characters`);
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** Two may be too slow, and each has a time of its own: the gateway with its next piece, and whoever reads with taking it. */
async function* piecesOf(place: Place, response: IncomingMessage, { idleMs, readerMs }: LineLimits): AsyncGenerator<Buffer> {
  const endIn = (ms: number, why: () => RegistryError): NodeJS.Timeout => setTimeout(() => response.destroy(why()), ms);
  const waitForGateway = (): NodeJS.Timeout => endIn(idleMs, () => late(place, idleMs));
  let timer = waitForGateway();
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      clearTimeout(timer);
      timer = endIn(readerMs, () => unread(readerMs));
      yield piece;
      clearTimeout(timer);
      timer = waitForGateway();
    }
  } finally {
    clearTimeout(timer);
  }
}

function unread(ms: number): RegistryError {
  return new RegistryError('request_invalid', `nobody has read on for ${ms} ms; ask again`);
}

/** As the gateway itself ends an answer that it cannot go on with. */
function errorLine(error: RegistryError): string {
  const { code, message: detail, status, title } = error;
  return JSON.stringify({ kind: 'error', problem: { code, title, status, detail } });
}
