import { printable } from '../printable.ts';
import { foldFindings, foldText, type Fold } from '../fold.ts';
import type { OutlineCase, OutlineFinding, OutlineFormat, OutlinePlace } from '../outline.ts';

/** What GitHub and GitLab take for a comment; the rest is counted. */
const MAX_CHARACTERS = 60_000;
/** Of the answer in one line, which names every file that failed. */
const MAX_SUMMARY = 2_000;

/** A comment for a pull request: the answer, then each case with findings, each finding with what to do and the event. */
export const markdown: OutlineFormat = (outline) => {
  const { command, passed, breaks, summary, cases } = outline;
  const told = cases.filter(({ findings }) => findings.length > 0);
  const answer = summary.length > MAX_SUMMARY ? `${summary.slice(0, MAX_SUMMARY)}…` : summary;
  const head = `### ${!passed ? '❌' : breaks ? '⚠️' : '✅'} sluice ${command}: ${inline(answer)}\n`;
  const pieces = told.flatMap(caseTexts);
  let length = head.length;
  const shown = pieces.filter((piece) => (length += piece.length) <= MAX_CHARACTERS);
  const left = pieces.length - shown.length;
  return [head, ...shown, ...(left === 0 ? [] : [`… and ${left} more; the log has all of them.\n`])].join('\n');
};

/** A text for each finding, or each that stands for several; the first begins with the name of the case. */
function caseTexts({ name, findings }: OutlineCase): string[] {
  const shown = foldFindings(findings, ({ rule, severity, many }) => (many === undefined ? undefined : `${severity} ${rule}`));
  return shown.map((fold, index) => `${index === 0 ? `#### ${inline(name)}\n\n` : ''}${foldedText(fold)}`);
}

function foldedText({ finding, others }: Fold<OutlineFinding>): string {
  const { severity, rule, many } = finding;
  if (others.length === 0 || many === undefined) return findingText(finding);
  const places = [finding, ...others].flatMap((one) => one.many?.at ?? []);
  return `- **${severity}** ${inline(foldText(places, many.said))} (${code(rule)})\n`;
}

function findingText({ rule, severity, message, place, facts, event }: OutlineFinding): string {
  const lines = [
    `- **${severity}** ${inline(message)} (${code(rule)})`,
    ...(place === undefined ? [] : [`  - at: ${code(placeText(place))}`]),
    ...facts.map(([label, text]) => `  - ${label}: ${inline(text)}`),
  ];
  return `${[...lines, ...(event === undefined ? [] : eventLines(JSON.stringify(event, null, 2)))].join('\n')}\n`;
}

function placeText({ file, line, column }: OutlinePlace): string {
  return line === undefined ? file : `${file}:${line}${column === undefined ? '' : `:${column}`}`;
}

const MAX_EVENT = 6_000;

function eventLines(json: string): string[] {
  const text = json.length > MAX_EVENT ? `${json.slice(0, MAX_EVENT)}\n…` : json;
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  const lines = ['', 'The event:', '', `${fence}json`, ...text.split('\n').map(printable), fence];
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}

/** Text of anybody's as text: nothing of it is markup, a link, an image, or calls somebody by name. */
function inline(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]<>()#+!|~&$-]/g, (character) => (character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`))
    .replaceAll('@', '@\u200B')
    .replaceAll('://', ':\u200B//')
    .replaceAll('www.', 'www\u200B.');
}

function code(text: string): string {
  const shown = printable(text);
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
