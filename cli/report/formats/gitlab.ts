import { findingsOf, type OutlineFormat, type Severity } from '../outline.ts';
import { createIdentities } from './identity.ts';
import { relativePath } from './relative-path.ts';

const WORDS: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', note: 'info' };

/** GitLab's code quality report, which wants a place of each entry: what has none is at the top of the first file that has one. */
export const gitlab: OutlineFormat = (outline) => {
  const identityOf = createIdentities();
  const findings = findingsOf(outline);
  const somewhere = findings.find(({ place }) => place !== undefined)?.place?.file ?? '.';
  const entries = findings.map((finding) => ({
    type: 'issue',
    check_name: `sluice/${outline.command}/${finding.rule}`,
    description: [finding.message, ...finding.facts.map(([label, text]) => `${label}: ${text}`)].join('; '),
    categories: ['Compatibility'],
    severity: WORDS[finding.severity],
    fingerprint: identityOf(outline.command, finding),
    location: { path: relativePath(finding.place?.file ?? somewhere), lines: { begin: finding.place?.line ?? 1 } },
  }));
  return `${JSON.stringify(entries, null, 2)}\n`;
};
