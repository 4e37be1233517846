import type { LambdaTargetConfig } from './config.ts';
import type { TargetPlace } from './parse-target.ts';
import { parseUrl } from './parse-url.ts';
import type { Part } from './part.ts';

// What schemas/config/gateway.schema.json lets through.

export interface RawLambda {
  readonly kind: 'aws-lambda';
  readonly function: string;
  readonly qualifier?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly invocation?: LambdaTargetConfig['invocation'];
  readonly payload?: LambdaTargetConfig['payload'];
  readonly headers?: object;
  readonly sign?: object;
}

type Own = 'kind' | 'function' | 'qualifier' | 'region' | 'endpoint' | 'invocation' | 'payload';

/** Throws `config_invalid` for what would be said twice, for promises that Lambda does not keep, and for what has no place in a payload. */
export function parseLambda(raw: RawLambda, place: TargetPlace, part: Part): Pick<LambdaTargetConfig, Own> {
  const { kind, function: name, qualifier, endpoint, invocation = 'request-response', payload = 'api-gateway-v2' } = raw;
  if (qualifier !== undefined && QUALIFIED.test(name)) {
    throw part.at('/qualifier').fail(`function names a version or an alias already (${name}); expected one of them; found both`);
  }
  if (invocation === 'event' && place.durable?.order !== undefined) {
    throw part
      .at('/invocation')
      .fail('Lambda does not keep the order of what it is given with "event"; expected "request-response" on a route with order');
  }
  if (payload === 'cloudevent') requireCloudEvents(raw, place, part);
  const region = parseRegion(raw, part);
  return {
    kind,
    function: name,
    ...(qualifier === undefined ? {} : { qualifier }),
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint: parseUrl(endpoint, part.at('/endpoint')) }),
    invocation,
    payload,
  };
}

// In an ARN, whole or in part, the function is the one after `function:`.
const QUALIFIED = /^(?:.*:function:)?[^:]+:[^:]+$/;

function requireCloudEvents(raw: RawLambda, { source }: TargetPlace, part: Part): void {
  if (source.kind !== 'cloudevents') {
    throw part.at('/payload').fail(`what comes from the source ${source.kind} is no CloudEvent; expected "api-gateway-v2", the request as it came`);
  }
  for (const name of ['headers', 'sign'] as const) {
    if (raw[name] !== undefined) throw part.at(`/${name}`).fail(`the payload "cloudevent" has no headers; expected "api-gateway-v2" with ${name}`);
  }
}

function parseRegion({ region, function: name }: RawLambda, part: Part): string | undefined {
  const named = /^arn:[^:]*:lambda:([^:]+):/.exec(name)?.[1];
  if (region !== undefined && named !== undefined && region !== named) {
    throw part.at('/region').fail(`the ARN of the function is in ${named}; expected this region or none; found ${region}`);
  }
  return region ?? named;
}
