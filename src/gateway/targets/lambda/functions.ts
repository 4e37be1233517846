import type { LambdaClient } from '@aws-sdk/client-lambda';
import { RegistryError, unreachable } from '../../../core/errors.ts';
import type { GatewayConfig, LambdaTargetConfig } from '../../config/config.ts';
import { targetTimeout } from '../target-errors.ts';
import { loadSdk, type Sdk } from './load-sdk.ts';
import { readFailure, readInvocation, type Invoked } from './read-invocation.ts';

/** The functions of Lambda that a configuration names. */
export interface Functions {
  /**
   * Invoke one once, within the time that its configuration allows. Never rejects for what the other side does; ends as `cut` when
   * `signal` aborts. What has begun goes on at the other side, whatever comes of it here.
   */
  invoke(target: LambdaTargetConfig, payload: Uint8Array, signal: AbortSignal): Promise<Invoked>;
  close(): void;
}

/** Connections of a target on a sync route. */
const MAX_SOCKETS = 128;
const CONNECT_MS = 10_000;

/** Loads the SDK where there is a function to invoke. Throws `module_missing`, and `config_invalid` for a function whose region nobody says. */
export async function openFunctions({ routes }: Pick<GatewayConfig, 'routes'>, load?: () => Promise<Sdk>): Promise<Functions> {
  const targets = routes.flatMap((route) => route.targets.filter((target) => target.kind === 'aws-lambda'));
  if (targets.length === 0) return NONE;
  const sdk = await loadSdk(load);
  const clients = new Map<LambdaTargetConfig, LambdaClient>();
  for (const target of targets) clients.set(target, await openClient(sdk, target));
  return {
    invoke: (target, payload, signal) =>
      invoke({ sdk, client: clients.get(target) ?? unreachable('a target without a client'), target, payload }, signal),
    close: () => clients.forEach((client) => client.destroy()),
  };
}

const NONE: Functions = { invoke: () => unreachable('a target without a client'), close: () => {} };

async function openClient({ LambdaClient }: Sdk, { name, region, endpoint, delivery }: LambdaTargetConfig): Promise<LambdaClient> {
  const client = new LambdaClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint: endpoint.href }),
    // Whether it is tried again is the gateway's to say.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: 0,
      // A queue for connections is nothing that a log has to tell on its own.
      socketAcquisitionWarningTimeout: 2_147_483_647,
      ...socketsOf(endpoint, delivery?.concurrency ?? MAX_SOCKETS),
    },
  });
  try {
    await client.config.region();
    return client;
  } catch (cause) {
    throw new RegistryError(
      'config_invalid',
      `target ${name}: expected the region of its function in "region", in its ARN, or in AWS_REGION; found none`,
      { cause, data: { target: name } },
    );
  }
}

function socketsOf(endpoint: URL | undefined, maxSockets: number): object {
  const agent = { keepAlive: true, maxSockets };
  return endpoint?.protocol === 'http:' ? { httpAgent: agent } : { httpsAgent: agent };
}

interface Invoking {
  readonly sdk: Sdk;
  readonly client: LambdaClient;
  readonly target: LambdaTargetConfig;
  readonly payload: Uint8Array;
}

/** One clock for all of it: from here to the last byte, the search for credentials included. */
async function invoke({ sdk, client, target, payload }: Invoking, signal: AbortSignal): Promise<Invoked> {
  if (signal.aborted) return { kind: 'cut' };
  const over = new AbortController();
  let stop: (invoked: Invoked) => void = () => {};
  const stopped = new Promise<Invoked>((resolve) => (stop = resolve));
  const cut = (): void => stop({ kind: 'cut' });
  const timer = setTimeout(() => stop({ kind: 'failed', how: 'timeout', error: targetTimeout(target) }), target.timeoutMs);
  signal.addEventListener('abort', cut, { once: true });
  const command = new sdk.InvokeCommand({
    FunctionName: target.function,
    InvocationType: target.invocation === 'event' ? 'Event' : 'RequestResponse',
    Payload: payload,
    ...(target.qualifier === undefined ? {} : { Qualifier: target.qualifier }),
  });
  const answered = client.send(command, { abortSignal: over.signal }).then(
    (output) => readInvocation(target, output),
    (thrown: unknown) => readFailure(target, thrown),
  );
  const invoked = await Promise.race([answered, stopped]);
  clearTimeout(timer);
  signal.removeEventListener('abort', cut);
  over.abort();
  return invoked;
}
