import { packageVersion } from '../../package-version.ts';
import { wholeLine } from '../excerpt.ts';
import { findingsOf, type OutlineFinding, type OutlineFormat, type OutlinePlace } from '../outline.ts';
import { createIdentities } from './identity.ts';
import { pathUri } from './relative-path.ts';

/** SARIF 2.1.0, as code scanning takes it: one run, its rules, a result a finding. */
export const sarif: OutlineFormat = (outline) => {
  const findings = findingsOf(outline);
  const rules = [...new Set(findings.map(({ rule }) => rule))].toSorted();
  const identityOf = createIdentities();
  const results = findings.map((finding) => ({
    ruleId: ruleId(outline.command, finding.rule),
    ruleIndex: rules.indexOf(finding.rule),
    level: finding.severity,
    message: { text: textOf(finding) },
    locations: finding.place === undefined ? [] : [location(finding.place)],
    partialFingerprints: { 'sluice/v1': identityOf(outline.command, finding) },
    ...(finding.event === undefined ? {} : { properties: { event: finding.event } }),
  }));
  const driver = {
    name: 'sluice',
    version: packageVersion(),
    rules: rules.map((rule) => ({ id: ruleId(outline.command, rule), shortDescription: { text: rule.replaceAll('_', ' ') } })),
  };
  const run = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: true, exitCode: outline.exitCode ?? (outline.passed ? 0 : 1), exitCodeDescription: outline.summary }],
    results,
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 2)}\n`;
};

function ruleId(command: string, rule: string): string {
  return `${command}/${rule}`;
}

function textOf({ message, facts, event }: OutlineFinding): string {
  const told = [...facts, ...(event === undefined ? [] : [['event', wholeLine(event)] as const])];
  return [message, ...told.map(([label, text]) => `${label}: ${text}`)].join('\n');
}

function location({ file, line, column }: OutlinePlace): unknown {
  const region = line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } };
  return { physicalLocation: { artifactLocation: { uri: pathUri(file) }, ...region } };
}
