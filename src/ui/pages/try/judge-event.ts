import type { Client } from '../../../client/index.ts';
import type { ExactValue } from '../../../core/json/value.ts';
import { withoutPlace } from '../../kit/finding-text.ts';
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

/** What judges: a version, or a schema that is not stored. */
export type EventJudge = { readonly version: number } | Candidate;

/** Judge the data of an event as a gate would. Throws what the registry says of a schema that is none. */
export async function judgeEvent(client: Client, subject: string, event: ExactValue, judge: EventJudge): Promise<EventJudged> {
  const { valid, findings } = await client.validate({ subject, ...judge, event });
  return {
    isValid: valid,
    findings: findings.map((finding) => ({
      pointer: finding.instancePointer,
      message: withoutPlace(finding),
      keywordLocation: finding.keywordLocation,
    })),
  };
}
