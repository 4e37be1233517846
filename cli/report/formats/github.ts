import { wholeLine } from '../excerpt.ts';
import { findingsOf, type OutlineFinding, type OutlineFormat, type Severity } from '../outline.ts';
import { printable } from '../printable.ts';

const WORDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/** GitHub's workflow commands: an annotation a finding. Source: the `toolkit` of actions, packages/core/src/command.ts. */
export const github: OutlineFormat = (outline) => {
  const lines = findingsOf(outline).map((finding) => annotation(outline.command, finding));
  return [...lines, plain(`sluice ${outline.command}: ${outline.summary}`)].map((line) => `${line}\n`).join('');
};

function annotation(command: string, finding: OutlineFinding): string {
  const { severity, rule, place, message, facts, event } = finding;
  const properties = [
    ...(place === undefined ? [] : [['file', place.file] as const]),
    ...(place?.line === undefined ? [] : [['line', String(place.line)] as const]),
    ...(place?.column === undefined ? [] : [['col', String(place.column)] as const]),
    ['title', `sluice ${command}: ${rule}`] as const,
  ];
  const told = [...facts, ...(event === undefined ? [] : [['event', wholeLine(event)] as const])];
  const text = [message, ...told.map(([label, fact]) => `${label}: ${fact}`)].map(printable).join('\n');
  const written = properties.map(([name, value]) => `${name}=${escapeProperty(printable(value))}`).join(',');
  return `::${WORDS[severity]} ${written}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

// The runner takes a line for a command that starts with `::`, and the older form `##[` wherever it stands.
function plain(text: string): string {
  return printable(text).replaceAll('##[', '## [');
}
