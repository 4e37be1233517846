import { createServer } from 'node:net';
import { ERRORS, isErrorCode } from '../../src/core/errors.ts';
import { fetchFailure } from '../../src/client/fetch-failure.ts';
import { portHolder } from '../../src/server/listen/port-holder.ts';
import type { RegistryChoice } from '../registry-choice.ts';
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts';

const [SKEW_WARN_MS, TIMEOUT_MS] = [10_000, 5_000];

/** A registry that somebody or a project named: whether it answers, is ready, and has the same time. */
export async function lookAtRegistry({ url, token }: RegistryChoice, now: () => number): Promise<readonly Diagnosis[]> {
  const check = 'registry';
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const ready = await fetch(`${url}/readyz`, { signal }).catch((thrown: unknown) => thrown as Error);
  if (ready instanceof Error) {
    return [
      fail(
        check,
        `${url} does not answer (${fetchFailure(ready)})`,
        'start it, or name another with --registry or SLUICE_REGISTRY; a proxy or firewall may stand between',
      ),
    ];
  }
  const arrived = now();
  const found = ready.ok ? ok(check, `${url} is ready`) : await unready(url, ready);
  return [found, await version({ url, token }, signal), skew(url, ready.headers.get('date'), arrived)];
}

/** Why a registry is not ready, in its own words where it has some. */
async function unready(url: string, response: Response): Promise<Diagnosis> {
  const { detail, next, code } = await readProblem(response);
  if (detail === undefined) return fail('registry', `${url}/readyz answers ${response.status}, and not as a registry does`, 'see its log');
  return fail('registry', `${url} is not ready: ${detail}`, next ?? (isErrorCode(code) ? ERRORS[code].remedy : 'see its log'));
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly next?: string;
}

/** What a problem document has for people; nothing of an answer that is none. */
async function readProblem(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => undefined)) as Readonly<Record<string, unknown>> | null | undefined;
  const textOf = (name: string): object => (typeof body?.[name] === 'string' ? { [name]: body[name] } : {});
  return { ...textOf('code'), ...textOf('detail'), ...textOf('next') };
}

async function version({ url, token }: { readonly url: string; readonly token: string | undefined }, signal: AbortSignal): Promise<Diagnosis> {
  const check = 'registry version';
  try {
    const response = await fetch(`${url}/api/v1/openapi.json`, { signal, headers: token ? { authorization: `Bearer ${token}` } : {} });
    if (response.status === 401 || response.status === 403)
      return warn(check, `not told: it answers ${response.status}`, 'set SLUICE_TOKEN to a key that may read, or `sluice login`');
    if (response.status === 429 || response.status >= 500)
      return warn(check, `not told: it answers ${await refusalText(response)}`, 'ask again when the registry is ready');
    const { info } = (await response.json()) as { readonly info?: { readonly title?: string; readonly version?: string } };
    if (info?.title !== 'Sluice registry') return fail(check, `${url} is no registry of Sluice`, 'name another with --registry or SLUICE_REGISTRY');
    return info.version === '1'
      ? ok(check, 'native API version 1')
      : warn(check, `native API version ${String(info.version)}; this program speaks 1`, 'upgrade sluice');
  } catch (thrown) {
    return fail(check, `${url}/api/v1/openapi.json: ${fetchFailure(thrown)}`, 'is it a registry? name another with --registry or SLUICE_REGISTRY');
  }
}

/** The status, and the code where there is one. */
async function refusalText(response: Response): Promise<string> {
  const { code } = await readProblem(response);
  return isErrorCode(code) ? `${response.status} (${code})` : String(response.status);
}

/** The key that requests to this registry carry. */
export function lookAtKey({ url, token, withheld }: RegistryChoice): Diagnosis {
  const check = 'key';
  if (withheld !== undefined) return warn(check, withheld.what, withheld.next);
  return ok(check, token === undefined ? `none: ${url} is asked without` : `there is one for ${url}`);
}

/** @internal */
export function skew(url: string, date: string | null, now: number): Diagnosis {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return ok('clock skew', `${url} does not tell the time`);
  // A Date header has whole seconds, so it stands for the second that begins then.
  const aheadMs = now >= theirs && now < theirs + 1_000 ? 0 : now - (now < theirs ? theirs : theirs + 999);
  if (Math.abs(aheadMs) < 1_000) return ok('clock skew', `the clocks of this machine and ${url} agree to the second`);
  const shown = `this machine is ${Math.abs(Math.round(aheadMs / 1_000))} s ${aheadMs >= 0 ? 'ahead of' : 'behind'} ${url}`;
  return Math.abs(aheadMs) <= SKEW_WARN_MS
    ? ok('clock skew', shown)
    : warn('clock skew', shown, 'set both clocks, best by NTP: tokens and sunsets depend on them');
}

/** Whether a server could listen where it does by default. */
export async function lookAtPort(port: number, who: string): Promise<Diagnosis> {
  const code = await new Promise<string | undefined>((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(undefined)));
  });
  const check = `port ${port}`;
  const pid = code === 'EADDRINUSE' ? await portHolder(port, '127.0.0.1') : undefined;
  if (code === undefined) return ok(check, `free for the ${who}`);
  return warn(
    check,
    pid === undefined ? `taken (${code}): by a ${who} that runs, or by something else` : `taken (${code}): by process ${pid}`,
    `if the ${who} is to start here, choose another port with --port`,
  );
}
