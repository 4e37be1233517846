/** One event of a stream of Server-Sent Events. */
export interface ServerSentEvent {
  readonly id?: string;
  readonly event: string;
  readonly data: string;
}

/**
 * Read the text of a stream of Server-Sent Events. Comments are skipped, and so is an event that the stream breaks
 * off in. `onText` is told of whatever arrives, comments too. Throws at an event of more than `maxCharacters` (16 Mi by default).
 *
 * Source: HTML Living Standard, "Interpreting an event stream"; `retry` means nothing here.
 */
export async function* readEventStream(
  chunks: AsyncIterable<Uint8Array>,
  { onText, maxCharacters = MAX_CHARACTERS }: StreamOptions = {},
): AsyncGenerator<ServerSentEvent, void> {
  let fields: Field[] = [];
  let size = 0;
  for await (const line of readLines(chunks, { onText, maxCharacters })) {
    if (line.startsWith(':')) continue;
    if (line !== '') {
      size += line.length;
      if (size > maxCharacters) throw tooLong(maxCharacters);
      fields.push(parseField(line));
      continue;
    }
    const data = fields.filter(({ name }) => name === 'data');
    if (data.length > 0) yield toEvent(fields, data);
    fields = [];
    size = 0;
  }
}

export interface StreamOptions {
  readonly onText?: (() => void) | undefined;
  readonly maxCharacters?: number;
}

const MAX_CHARACTERS = 16 * 1024 * 1024;

function tooLong(maxCharacters: number): Error {
  return new Error(`an event of more than ${maxCharacters} characters`);
}

interface Field {
  readonly name: string;
  readonly value: string;
}

function parseField(line: string): Field {
  const colon = line.indexOf(':');
  if (colon === -1) return { name: line, value: '' };
  const value = line.slice(colon + 1);
  return { name: line.slice(0, colon), value: value.startsWith(' ') ? value.slice(1) : value };
}

function toEvent(fields: readonly Field[], data: readonly Field[]): ServerSentEvent {
  const id = fields.findLast(({ name }) => name === 'id')?.value;
  return {
    ...(id === undefined ? {} : { id }),
    event: fields.findLast(({ name }) => name === 'event')?.value ?? 'message',
    data: data.map(({ value }) => value).join('\n'),
  };
}

/** Lines that end in LF, CR or CRLF, wherever the chunks are cut; what follows the last end is no line. */
async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  { onText, maxCharacters }: StreamOptions & { readonly maxCharacters: number },
): AsyncGenerator<string, void> {
  // It drops a byte order mark at the start, as the standard wants it.
  const decoder = new TextDecoder();
  let rest = '';
  let afterReturn = false;
  for await (const chunk of chunks) {
    onText?.();
    const text = decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    const lines = (rest + (afterReturn && text.startsWith('\n') ? text.slice(1) : text)).split(/\r\n|\n|\r/);
    afterReturn = text.endsWith('\r');
    rest = lines.pop() ?? '';
    if (rest.length > maxCharacters) throw tooLong(maxCharacters);
    yield* lines;
  }
}
