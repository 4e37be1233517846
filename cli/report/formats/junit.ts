import { wholeLine } from '../excerpt.ts';
import type { Outline, OutlineCase, OutlineFinding, OutlineFormat } from '../outline.ts';

/** JUnit's XML: a test case for whatever was asked; errors are failures, the rest is output of the case. */
export const junit: OutlineFormat = (outline) => {
  const { cases } = outline;
  const failures = cases.filter(isFailed).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sluice" ${counts}>`,
    `  <testsuite name="sluice ${escapeXml(outline.command)}" ${counts}>`,
    ...cases.flatMap((each) => caseLines(outline, each)),
    `    <system-out>${escapeXml(outline.summary)}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};

function isFailed({ findings }: OutlineCase): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

function caseLines({ command }: Outline, { name, findings }: OutlineCase): string[] {
  const place = findings.find((finding) => finding.place !== undefined)?.place;
  const where = place === undefined ? '' : ` file="${escapeXml(place.file)}"${place.line === undefined ? '' : ` line="${place.line}"`}`;
  const head = `    <testcase name="${escapeXml(name)}" classname="sluice.${escapeXml(command)}"${where}`;
  if (findings.length === 0) return [`${head}/>`];
  const failures = findings.filter(({ severity }) => severity === 'error');
  const rest = findings.filter(({ severity }) => severity !== 'error');
  return [
    `${head}>`,
    ...failures.map(
      (failure) => `      <failure type="${escapeXml(failure.rule)}" message="${escapeXml(failure.message)}">${escapeXml(textOf(failure))}</failure>`,
    ),
    ...(rest.length === 0 ? [] : [`      <system-out>${escapeXml(rest.map(textOf).join('\n\n'))}</system-out>`]),
    '    </testcase>',
  ];
}

function textOf({ rule, message, place, facts, event }: OutlineFinding): string {
  const where = place === undefined ? [] : [`${place.file}${place.line === undefined ? '' : `:${place.line}:${place.column ?? 1}`}`];
  const told = [...facts, ...(event === undefined ? [] : [['event', wholeLine(event)] as const])];
  return [`${rule}: ${message}`, ...where, ...told.map(([label, text]) => `${label}: ${text}`)].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
};

// What is no Char of XML 1.0 §2.2, and what a terminal would obey; a lone surrogate is no character at all.
const NO_CHARACTER = /[\p{Cc}\p{Cs}\uFFFE\uFFFF\u202A-\u202E\u2066-\u2069]/gu;

function escapeXml(text: string): string {
  return text
    .replace(/[&<>"'\t\n]/g, (character) => ENTITIES[character] ?? '')
    .replace(NO_CHARACTER, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
