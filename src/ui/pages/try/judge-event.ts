import type { Client } from '../../../client/index.ts';
import type { ExactValue, JsonValue } from '../../../core/json/value.ts';
import type { Candidate } from './candidate.ts';

/** Whether an event is valid, and what of it is not. */
export interface EventJudged {
  readonly isValid: boolean;
  readonly findings: readonly EventFault[];
}

export interface EventFault {
  /** Where in the event. */
  readonly pointer: string;
  readonly message: string;
  /** Where in the schema. */
  readonly keywordLocation: string;
}

/** Judge an event by a stored version. */
export async function judgeByVersion(
  client: Client,
  event: ExactValue,
  { subject, version }: { subject: string; version: number },
): Promise<EventJudged> {
  const { valid, findings } = await client.validate({ subject, version, event });
  return {
    isValid: valid,
    findings: findings.map(({ instancePointer, message, keywordLocation }) => ({
      pointer: instancePointer,
      message: message.startsWith(`${instancePointer}: `) ? message.slice(instancePointer.length + 2) : message,
      keywordLocation,
    })),
  };
}

/**
 * Judge an event by a schema that is not stored: whether a writer who sends this one event is read by it. Every dialect has `enum`.
 * Throws where the schema is none, and for numbers that no double holds, which a schema cannot say.
 */
export async function judgeByCandidate(client: Client, event: ExactValue, candidate: Candidate): Promise<EventJudged> {
  const writer = { enum: [event] } as unknown as JsonValue;
  const { checks } = await client.compat({ ...candidate, against: { schema: writer }, level: 'BACKWARD', profile: 'strict' });
  const verdict = checks[0]?.verdict;
  if (verdict?.kind !== 'not_contained') return { isValid: verdict?.kind === 'contained', findings: undecided(verdict?.kind) };
  return {
    isValid: false,
    findings: verdict.findings.map(({ instancePointer, message, readerLocation }) => ({
      pointer: instancePointer,
      message: eventWords(message),
      keywordLocation: readerLocation,
    })),
  };
}

function undecided(kind: string | undefined): EventFault[] {
  return kind === 'undecided' ? [{ pointer: '', message: 'it could not be decided; publish it and try the version', keywordLocation: '' }] : [];
}

/** The words of a comparison, without the writer: `the reader requires "b", which the writer may leave out`. */
function eventWords(message: string): string {
  return message.replace(/^the reader /, '').replace(/[;,] (which )?(the|a) writer .*$/, '');
}
