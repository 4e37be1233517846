import type { ValidateResource } from '../../src/core/resources.ts';
import type { EventFinding } from '../../src/core/verdict.ts';
import type { SourceFile } from '../io.ts';
import type { Outline } from './outline.ts';
import { outlinePlace } from './outline-places.ts';
import { createPaint, type Paint } from './paint.ts';
import { placeInFile } from './places.ts';

/** The judgement over an event for a person: every finding with its place in the event and in the schema. */
export function validationText(answer: ValidateResource, file: SourceFile, style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  const contract = `${answer.subject}@${answer.version}`;
  if (answer.valid) return `${paint.good('valid')} under ${contract}`;
  const findings = answer.findings.map((finding) => findingText(finding, contract, file, paint));
  return [`${paint.bad('invalid')} under ${contract}`, ...findings].join('\n');
}

/** The same for the formats of CI systems, at the lines of the event's file. */
export function validationOutline(answer: ValidateResource, file: SourceFile): Outline {
  const contract = `${answer.subject}@${answer.version}`;
  const findings = answer.valid ? [] : answer.findings;
  return {
    command: 'validate',
    passed: answer.valid,
    summary: `${file.label} is ${answer.valid ? 'valid' : 'invalid'} under ${contract}`,
    cases: [
      {
        name: `${file.label} is valid under ${contract}`,
        findings: findings.map(({ code, message, instancePointer, keyword, keywordLocation, expected }) => ({
          rule: code,
          severity: 'error',
          message,
          place: outlinePlace(file, instancePointer),
          facts: [
            ['at', instancePointer === '' ? 'the event itself' : instancePointer],
            ['expected', `${keyword} ${JSON.stringify(expected)}`],
            ['schema', `${contract}#${keywordLocation}`],
          ],
        })),
      },
    ],
  };
}

function findingText(finding: EventFinding, contract: string, file: SourceFile, paint: Paint): string {
  const { type, length } = finding.found;
  return [
    `  ${paint.strong(placeInFile(file, finding.instancePointer))}: ${finding.message}`,
    `    ${paint.faint('expected')} ${finding.keyword} ${JSON.stringify(finding.expected)}`,
    `    ${paint.faint('found')}    ${type}${length === undefined ? '' : ` of length ${length}`}`,
    `    ${paint.faint('schema')}   ${contract}#${finding.keywordLocation}`,
  ].join('\n');
}
