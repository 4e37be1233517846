import type { RegistryError } from '../../core/errors.ts';
import type { EventFinding } from '../../core/verdict.ts';
import type { Reason } from '../../queue/queue.ts';

/** Why something waits for a person, as it is kept: findings say what was found by type and length, never by value. */
export function reasonOf({ code, message, data }: RegistryError): Reason {
  const findings = data['findings'] as readonly EventFinding[] | undefined;
  return { code, message, ...(findings === undefined ? {} : { findings: findings.map(masked) }) };
}

function masked(finding: EventFinding): EventFinding {
  const { value: _value, ...found } = finding.found;
  return { ...finding, found };
}
