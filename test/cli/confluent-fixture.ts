import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A version as the fixture has it; what is left out of Confluent's answers is left out here. */
export interface FixtureVersion {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  /** Absent for AVRO, as Confluent leaves it. */
  readonly schemaType?: string;
  readonly schema: string;
  readonly references?: readonly { readonly name: string; readonly subject: string; readonly version: number }[];
  readonly metadata?: object;
  readonly deleted?: true;
}

export interface Fixture {
  readonly versions: readonly FixtureVersion[];
  readonly configs?: Readonly<Record<string, object>>;
  readonly modes?: Readonly<Record<string, string>>;
  readonly contexts?: readonly string[];
  /** What it answers to everything. */
  readonly status?: number;
  /** The header that is asked for. */
  readonly authorization?: string;
  /** The most items that a page has, whatever is asked for. Default: as many as are asked for. */
  readonly largestPage?: number;
  /** Whether `offset` and `limit` are known, as they are not in older releases. */
  readonly hasPages?: boolean;
}

/** A server that answers as the documentation of Confluent's API says; only reads. Gives its address and counts the requests. */
export async function confluentFixture(fixture: Fixture): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const known = request.headers.authorization === fixture.authorization ? answerTo(fixture, new URL(request.url ?? '', 'http://x')) : UNAUTHORIZED;
    const answer = fixture.status === undefined ? known : { status: fixture.status, body: { error_code: fixture.status, message: 'no' } };
    response.writeHead(answer.status, { 'content-type': 'application/vnd.schemaregistry.v1+json' });
    response.end(JSON.stringify(answer.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const UNAUTHORIZED: Answer = { status: 401, body: { error_code: 401, message: 'Unauthorized' } };

function notFound(code: number, message: string): Answer {
  return { status: 404, body: { error_code: code, message } };
}

function answerTo(fixture: Fixture, url: URL): Answer {
  const [, root, name = '', , number] = url.pathname.split('/').map(decodeURIComponent);
  const withDeleted = url.searchParams.get('deleted') === 'true';
  const shown = fixture.versions.filter(({ deleted }) => withDeleted || deleted !== true);
  const page = (items: readonly unknown[]): Answer => ({ status: 200, body: paged(items, url, fixture) });
  const own = shown.filter(({ subject }) => subject === name);
  switch (root) {
    case 'subjects': {
      if (name === '') return page([...new Set(shown.map(({ subject }) => subject))].toSorted());
      if (own.length === 0) return notFound(40401, `Subject '${name}' not found.`);
      if (number === undefined) return page(own.map(({ version }) => version));
      const { deleted: _deleted, ...found } = own.find(({ version }) => version === Number(number)) ?? {};
      return 'id' in found ? { status: 200, body: found } : notFound(40402, `Version ${number} not found.`);
    }
    case 'contexts':
      return page(['.', ...(fixture.contexts ?? [])]);
    case 'config': {
      const config = fixture.configs?.[name];
      return config === undefined
        ? notFound(40408, `Subject '${name}' does not have subject-level compatibility configured`)
        : { status: 200, body: config };
    }
    case 'mode': {
      const mode = fixture.modes?.[name];
      return mode === undefined ? notFound(40409, `Subject '${name}' does not have subject-level mode configured`) : { status: 200, body: { mode } };
    }
    default:
      return notFound(404, 'HTTP 404 Not Found');
  }
}

function paged(items: readonly unknown[], url: URL, { hasPages = true, largestPage = Infinity }: Fixture): readonly unknown[] {
  if (!hasPages) return items;
  const [offset, limit] = ['offset', 'limit'].map((name) => Number(url.searchParams.get(name) ?? (name === 'limit' ? -1 : 0))) as [number, number];
  return items.slice(offset, offset + Math.min(limit < 0 ? Infinity : limit, largestPage));
}
