import type { Context } from 'koa';
import { RegistryError, type ErrorCode } from '../../core/errors.ts';
import { reportError, setErrorHeaders } from '../kit/errors.ts';
import { recovering, type Layer } from '../kit/layers.ts';
import type { Log } from '../kit/log.ts';
import { errorType } from './media-type.ts';

/** An error as Confluent's clients know it. */
export interface ConfluentError {
  readonly status: number;
  readonly errorCode: number;
}

export interface ConflictCode {
  /** 409 for what is incompatible, as registries before associations answered; 40901 otherwise. */
  readonly legacyConflictCode?: boolean;
}

/** The status and number of an error; what has no number of its own has that of its status. */
export function toConfluentError({ code, data }: RegistryError, { legacyConflictCode = false }: ConflictCode = {}): ConfluentError {
  const [status, errorCode] = numbersOf(code, data['version'] !== undefined);
  return errorCode === 40901 && legacyConflictCode ? { status, errorCode: 409 } : { status, errorCode };
}

// oxlint-disable-next-line complexity -- One row for each code.
function numbersOf(code: ErrorCode, isVersion: boolean): readonly [status: number, errorCode: number] {
  switch (code) {
    case 'json_invalid':
    case 'json_duplicate_key':
    case 'json_forbidden_key':
    case 'not_utf8':
    case 'request_invalid':
      return [400, 400];
    case 'unauthenticated':
      return [401, 40101];
    case 'forbidden':
    case 'cross_site':
    case 'host_refused':
      return [403, 40301];
    case 'route_not_found':
      return [404, 404];
    case 'subject_not_found':
    case 'unknown_subject':
      return [404, 40401];
    case 'key_not_found':
    case 'gateway_not_found':
      return [404, 404];
    case 'version_not_found':
      return [404, 40402];
    case 'schema_not_found':
      return [404, 40403];
    case 'already_deleted':
      return [404, isVersion ? 40406 : 40404];
    case 'not_deleted_yet':
      return [404, isVersion ? 40407 : 40405];
    case 'config_not_found':
      return [404, 40408];
    case 'mode_not_found':
      return [404, 40409];
    case 'method_not_allowed':
      return [405, 405];
    case 'not_acceptable':
      return [406, 406];
    case 'incompatible':
    case 'undecided':
      return [409, 40901];
    case 'epoch_mismatch':
      return [412, 412];
    case 'body_too_large':
      return [413, 413];
    case 'media_type_unsupported':
      return [415, 415];
    case 'rate_limited':
      return [429, 429];
    case 'schema_invalid':
    case 'asyncapi_invalid':
    case 'asyncapi_unsafe':
    case 'too_deep':
    case 'dialect_unknown':
    case 'format_unsupported':
    case 'format_mismatch':
    case 'number_inexact':
    case 'reference_unresolved':
    case 'reference_not_found':
    case 'reference_conflict':
    case 'reference_cycle':
      return [422, 42201];
    case 'version_invalid':
      return [422, 42202];
    case 'level_invalid':
      return [422, 42203];
    case 'mode_invalid':
      return [422, 42204];
    case 'mode_forbids':
    case 'semver_conflict':
    case 'state_conflict':
      return [422, 42205];
    case 'referenced':
      return [422, 42206];
    case 'schema_id_invalid':
    case 'schema_id_taken':
      return [422, 42207];
    case 'subject_invalid':
    case 'alias_invalid':
      return [422, 42208];
    case 'schema_too_large':
      return [422, 42209];
    case 'rule_set_invalid':
      return [422, 42210];
    case 'context_not_empty':
      return [422, 42211];
    case 'store_unavailable':
    case 'store_damaged':
      return [500, 50001];
    case 'write_conflict':
      return [500, 50002];
    case 'overloaded':
    case 'registry_unavailable':
    case 'gateway_unavailable':
    case 'identity_unavailable':
      return [503, 503];
    // What other faces, the gate and the command line answer; should one come through here, the fault is ours.
    case 'resync':
    case 'gateway_failed':
    case 'gateway_refused':
    case 'gateway_timeout':
    case 'webhook_not_found':
    case 'webhook_address_refused':
    case 'webhook_secret_unreadable':
    case 'other_history':
    case 'signature_invalid':
    case 'envelope_invalid':
    case 'event_invalid':
    case 'event_too_costly':
    case 'too_many_members':
    case 'dataschema_mismatch':
    case 'dataschema_retired':
    case 'dataschema_unknown':
    case 'queue_unavailable':
    case 'queue_damaged':
    case 'queue_key_missing':
    case 'behind_dead':
    case 'snapshot_missing':
    case 'snapshot_stale':
    case 'target_failed':
    case 'target_unreadable':
    case 'target_version_missing':
    case 'target_timeout':
    case 'target_refused':
    case 'target_gone':
    case 'queue_full':
    case 'other_bytes':
    case 'event_not_found':
    case 'event_not_stuck':
    case 'key_moved_on':
    case 'usage_invalid':
    case 'config_invalid':
    case 'lock_mismatch':
    case 'lock_invalid':
    case 'output_differs':
    case 'vendored_invalid':
    case 'range_unmet':
    case 'file_unreadable':
    case 'store_differs':
    case 'dump_invalid':
    case 'address_unavailable':
    case 'address_public':
    case 'module_missing':
    case 'internal':
      return [500, 500];
  }
}

/** Answers what is thrown below as `{ error_code, message }` and nothing more, where `isOurs` says that the face answers. */
export function confluentErrors(log: Log, isOurs: (ctx: Context) => boolean, options: ConflictCode): Layer {
  const answerThrown = (ctx: Context, thrown: unknown): void => {
    const error = RegistryError.from(thrown);
    reportError(log, ctx, error);
    answerError(ctx, error, toConfluentError(error, options));
  };
  return (ctx, next) => (isOurs(ctx) ? recovering(ctx, next, (thrown) => answerThrown(ctx, thrown)) : next(ctx));
}

function answerError(ctx: Context, error: RegistryError, { status, errorCode }: ConfluentError): void {
  ctx.status = status;
  ctx.body = JSON.stringify({ error_code: errorCode, message: error.message });
  ctx.set('Content-Type', errorType(ctx));
  setErrorHeaders(ctx, error);
}
