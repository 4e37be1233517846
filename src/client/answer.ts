import { RegistryError } from '../core/errors.ts';
import { chunksOf } from './chunks.ts';
import { fetchFailure } from './fetch-failure.ts';
import { unavailable, unreachable } from './unavailable.ts';

/** Of an answer that is read as one, and of a line of those that are read by lines: a schema has 2 MiB, a page a thousand items. */
export const MAX_ANSWER: number = 128 * 1024 * 1024;

/** Runs an exchange with the registry; a failure that the caller did not ask for is `registry_unavailable`, but what its `fetch` says by itself. */
export async function connect<T>(url: string, exchange: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await exchange();
  } catch (cause) {
    if (signal?.aborted === true || cause instanceof RegistryError) throw cause;
    throw unreachable(url, fetchFailure(cause), cause);
  }
}

/** A whole answer. Throws `registry_unavailable` where it breaks off, and where it has more than `maxCharacters`: then the connection is closed. */
export async function readText(url: string, response: Response, maxCharacters: number = MAX_ANSWER): Promise<string> {
  const text: string[] = [];
  let size = 0;
  for await (const piece of piecesOf(url, response)) {
    size += piece.length;
    if (size > maxCharacters) throw tooLong(url, maxCharacters);
    text.push(piece);
  }
  return text.join('');
}

/** The lines of an answer, as they arrive. Who leaves in the middle closes the connection, and so does a line of more than `maxCharacters`. */
export async function* readLines(url: string, response: Response, maxCharacters: number = MAX_ANSWER): AsyncGenerator<string> {
  let begun: string[] = [];
  let size = 0;
  for await (const piece of piecesOf(url, response)) {
    const lines = piece.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      yield begun.length === 0 ? line : begun.join('') + line;
      begun = [];
      size = 0;
    }
    size += rest.length;
    if (size > maxCharacters) throw tooLong(url, maxCharacters);
    if (rest !== '') begun.push(rest);
  }
  if (begun.length > 0) yield begun.join('');
}

async function* piecesOf(url: string, response: Response): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  const chunks = chunksOf(response);
  try {
    for (;;) {
      const next = await connect(url, () => chunks.next());
      yield next.done === true ? decoder.decode() : decoder.decode(next.value, { stream: true });
      if (next.done === true) return;
    }
  } finally {
    await chunks.return();
  }
}

function tooLong(url: string, maxCharacters: number): RegistryError {
  return unavailable(url, `sends more than ${maxCharacters} characters at once, which no registry does`);
}
