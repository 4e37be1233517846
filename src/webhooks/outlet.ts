import { lookup } from 'node:dns';
import type { Agent, Dispatcher } from 'undici';
import { RegistryError } from '../core/errors.ts';
import type { WebhookRecord } from '../core/webhook.ts';
import { retryAfterMs } from '../http/kit/retry-after.ts';
import { signedHeaders } from '../http/kit/standard-webhooks.ts';
import type { WebhookAnswer, WebhookMessage, WebhookOutlet } from '../registry/webhook-outlet.ts';
import { checkUrl, guardedLookup, type AddressRules } from './addresses.ts';
import { createSecretBox } from './secret-box.ts';

export interface OutletOptions extends AddressRules {
  /** Of one attempt, from the look-up of the name to the head of the answer. */
  readonly timeoutMs: number;
  /** With which secrets are encrypted; absent: they are not. */
  readonly key?: Buffer | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How names become addresses; as the system does by default. */
  readonly resolve?: typeof lookup;
  /** For the header User-Agent. */
  readonly version?: string;
}

export interface RunningOutlet extends WebhookOutlet {
  close(): Promise<void>;
}

interface Agents {
  readonly plain: Agent;
  readonly secure: Agent;
}

// What follows the head of an answer counts for nothing; more of it costs the connection.
const MAX_BODY_BYTES = 16 * 1024;

/** Messages leave over HTTP: signed, to allowed addresses only, without redirects. */
export function createOutlet({ timeoutMs, key, now, resolve = lookup, version = '0.0.0', ...rules }: OutletOptions): RunningOutlet {
  const box = createSecretBox(key);
  // Loaded with the first message: most registries have no webhook, and loading takes a good part of their start.
  const openAgents = async (): Promise<Agents> => {
    const { Agent } = (await import('undici')).default; // Its names are on a module of CommonJS.
    const agentWhere = (isPlain: boolean): Agent => {
      const connect = { lookup: guardedLookup({ ...rules, isPlain }, resolve), timeout: timeoutMs };
      return new Agent({ connect, connections: 8, pipelining: 1, maxHeaderSize: 16_384 });
    };
    return { plain: agentWhere(true), secure: agentWhere(false) };
  };
  let agents: Promise<Agents> | undefined;
  const secretsOf = ({ id, secrets }: WebhookRecord): Buffer[] => {
    const valid = secrets.filter(({ expiresAt }) => expiresAt === undefined || Date.parse(expiresAt) > now());
    return valid.map(({ sealed }) => box.open(id, sealed));
  };
  const request = async (webhook: WebhookRecord, { id, event }: WebhookMessage, signal: AbortSignal): Promise<Omit<WebhookAnswer, 'durationMs'>> => {
    checkUrl(webhook.url, rules); // The rules may have become stricter since it was made.
    const body = JSON.stringify(event);
    const { origin, protocol, pathname, search } = new URL(webhook.url);
    const { plain, secure } = await (agents ??= openAgents());
    const agent = protocol === 'http:' ? plain : secure;
    const {
      statusCode: status,
      headers,
      body: answer,
    } = await agent.request({
      origin,
      path: pathname + search,
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'user-agent': `sluice/${version}`,
        ...signedHeaders({ id, timestamp: Math.floor(now() / 1_000), body }, secretsOf(webhook)),
      },
      body,
      signal,
    });
    await discard(answer);
    const said = headers['retry-after'];
    const pause = typeof said === 'string' ? retryAfterMs(said, now()) : undefined;
    return { status, ...(pause === undefined ? {} : { retryAfterMs: pause }), ...errorOf(status) };
  };
  return {
    checkUrl: (url) => checkUrl(url, rules),
    seal: (webhookId, secret) => box.seal(webhookId, secret),
    async send(webhook, message, signal) {
      const start = performance.now();
      const timeout = AbortSignal.timeout(timeoutMs);
      const answered = await request(webhook, message, signal === undefined ? timeout : AbortSignal.any([timeout, signal])).catch(
        (thrown: unknown) => ({ error: timeout.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(thrown) }),
      );
      return { ...answered, durationMs: Math.round(performance.now() - start) };
    },
    async close() {
      const open = Object.values((await agents) ?? {});
      await Promise.all(open.map((agent) => agent.destroy()));
    },
  };
}

// A body that never ends has the status said already.
async function discard(body: Dispatcher.ResponseData['body']): Promise<void> {
  await body.dump({ limit: MAX_BODY_BYTES }).catch(() => undefined);
}

function errorOf(status: number): { readonly error?: string } {
  if (status >= 200 && status < 300) return {};
  return {
    error: status >= 300 && status < 400 ? `status ${status}: redirects are not followed; change the address of the webhook` : `status ${status}`,
  };
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof RegistryError) return thrown.message;
  const error = thrown as NodeJS.ErrnoException;
  // Of several addresses none answered; the first one tells as well as any.
  const inner = thrown instanceof AggregateError ? (thrown.errors[0] as NodeJS.ErrnoException | undefined) : undefined;
  const code = inner?.code ?? error.code;
  const message = (inner?.message ?? error.message) || String(code);
  return (code === undefined || message.includes(code) ? message : `${message} (${code})`).slice(0, 200);
}
