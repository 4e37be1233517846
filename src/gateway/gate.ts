import { RegistryError } from '../core/errors.ts';
import { parseJson } from '../core/json/parse.ts';
import type { ExactValue } from '../core/json/value.ts';
import type { Judgement } from '../core/verdict.ts';
import { parseEventObject } from './binding/cloudevents-structured.ts';
import { describeVersion } from './judge/dataschema.ts';
import { judge, type JudgeOptions } from './judge/judge.ts';
import type { Court } from './judge/judge-request.ts';
import type { GateOptions } from './library/gate-options.ts';
import { openCourt } from './library/open-court.ts';

/** The gate without a proxy around it; what middleware judges by. */
export interface Gate {
  /** Judge a structured CloudEvent. Compiles a schema at its first event; never throws for what an event holds. */
  judge(event: unknown): Judgement;
  /** Follows the registry no longer. Without `follow` there is nothing to close. */
  close(): Promise<void>;
  /** @internal What middleware judges by. */
  readonly court: Court;
  /** @internal What middleware does where it is not told. */
  readonly defaults: Pick<GateOptions, 'undeclared' | 'showValues'>;
}

/** Throws `registry_unavailable`, or `config_invalid` where there is no source of schemas, or too many. */
export async function createGate(options: GateOptions): Promise<Gate> {
  const opened = await openCourt(options);
  const { court } = opened;
  const { undeclared, showValues = false } = options;
  const choice: JudgeOptions = { registryUrl: court.registryUrl, isDeclaredByProfile: true, undeclared, showValues };
  return { judge: (event) => judgeObject(court, event, choice), close: () => opened.close(), court, defaults: options };
}

function judgeObject({ supply: { catalogue } }: Court, value: unknown, options: JudgeOptions): Judgement {
  try {
    const event = parseEventObject(toExact(value));
    if (catalogue === undefined) throw new RegistryError('snapshot_missing', 'the gate has no schemas yet: the registry has not answered');
    const judged = judge(catalogue, event, options);
    switch (judged.kind) {
      case 'unknown_subject':
        return { kind: 'unknown_subject', subject: event.type };
      case 'unknown_version':
        return { kind: 'malformed', code: 'dataschema_unknown', message: `dataschema: ${describeVersion(judged.named)} is not in the snapshot` };
      case 'accepted':
        return { kind: 'accepted', subject: event.type, version: judged.version.version, schemaId: judged.version.id };
      case 'invalid':
        return { kind: 'invalid', subject: event.type, version: judged.version.version, schemaId: judged.version.id, findings: judged.findings };
    }
  } catch (thrown) {
    const { code, message } = RegistryError.from(thrown);
    return { kind: 'malformed', code, message };
  }
}

// Through text, so that only what JSON can say is judged, and read by the same parser as everywhere.
function toExact(value: unknown): ExactValue {
  return parseJson(toText(value), { maxDepth: 201 });
}

function toText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (cause) {
    // A cycle, a BigInt, a toJSON that throws.
    throw new RegistryError('json_invalid', `the event is no JSON value: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
