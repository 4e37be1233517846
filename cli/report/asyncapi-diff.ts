import type { JsonValue } from '../../src/core/json/value.ts';
import type { SchemaChange } from '../../src/core/schema-change.ts';
import type { ComparedDocuments } from '../asyncapi/compat-documents.ts';
import type { DocumentPlace } from '../asyncapi/read-document.ts';
import type { FindingsReport } from '../findings-report.ts';
import { counted } from './counted.ts';
import { changeSentence } from './diff.ts';
import { committedPath, documentPlaceOutline, documentPlaceText } from './document-place.ts';
import type { OutlineFinding, OutlinePlace } from './outline.ts';
import { createPaint } from './paint.ts';
import { printable } from './printable.ts';

/** One difference, of whatever kind. */
interface Difference {
  readonly rule: string;
  readonly kind: SchemaChange['kind'];
  readonly message: string;
  /** In the older document, of what was removed. */
  readonly place: DocumentPlace;
  /** In the newer document: of what was removed, what held it. */
  readonly now: DocumentPlace;
  readonly was?: DocumentPlace;
  /** Of a schema: what changed there. */
  readonly schema?: SchemaChange;
}

type Changes = (before: JsonValue, after: JsonValue) => readonly SchemaChange[];

/** What differs between two documents, by place, whatever it means; `isStrict`: any difference is a finding. */
export function diffReport(
  compared: ComparedDocuments,
  schemaChanges: Changes,
  { isStrict }: { readonly isStrict: boolean },
): FindingsReport & { readonly passed: boolean } {
  const { comparison, origins } = compared;
  const differences = differencesOf(compared, schemaChanges);
  const placeIn = (place: DocumentPlace): OutlinePlace =>
    documentPlaceOutline(origins.now === 'file' ? place : committedPath(place, comparison.now.source));
  const passed = !isStrict || differences.length === 0;
  const name = `${comparison.old.source.file} → ${comparison.now.source.file}`;
  const meaning = comparison.compatible ? 'nothing of it breaks' : 'something of it breaks; sluice compat says what';
  const summary = differences.length === 0 ? 'no difference' : `${counted(differences.length, 'difference')}, ${meaning}`;
  return {
    passed,
    json: {
      kind: 'asyncapi',
      ...{ from: comparison.old.source.file, to: comparison.now.source.file, compatible: comparison.compatible, profile: comparison.profile },
      changes: differences.map(({ rule, message, place, was, schema }) => ({ code: rule, message, place, was, schema })),
    },
    text: (style) => {
      const paint = createPaint(style);
      const lines = differences.flatMap(({ kind, message, place }) => {
        const word = { added: paint.good('added  '), removed: paint.bad('removed'), changed: paint.unsure('changed') }[kind];
        return [`  ${word}  ${printable(message)}`, `    ${paint.faint(printable(documentPlaceText(place)))}`];
      });
      return [`${paint.strong(printable(name))}: ${summary}`, ...lines].join('\n');
    },
    outline: () => ({
      command: 'diff',
      passed,
      summary: `${name}: ${summary}`,
      ...(comparison.compatible ? {} : { breaks: true }),
      cases: [{ name, findings: differences.map((each) => findingOf(each, passed, placeIn)) }],
    }),
  };
}

function findingOf(difference: Difference, passed: boolean, placeIn: (place: DocumentPlace) => OutlinePlace): OutlineFinding {
  const { rule, kind, message, place, now, was, schema } = difference;
  const before = was ?? (kind === 'removed' ? place : undefined);
  const facts = before === undefined ? [] : [['was', documentPlaceText(before)] as const];
  // What is said of channels and operations has a verb of its own.
  const told = schema === undefined ? message : `${kind}: ${message}`;
  return { rule, severity: passed ? 'note' : 'error', message: told, place: placeIn(now), facts };
}

function differencesOf({ comparison }: ComparedDocuments, schemaChanges: Changes): readonly Difference[] {
  const { old, now, changes, messages, schemas } = comparison;
  const others = changes.map(({ code, message, pointer, was }): Difference => {
    const kind = code.includes('_added') ? 'added' : code.endsWith('_removed') ? 'removed' : 'changed';
    const before = was === undefined ? {} : { was: old.source.locate(was) };
    // What was removed stands in the older document only.
    const place = kind === 'removed' && was !== undefined ? old.source.locate(was) : now.source.locate(pointer);
    return { rule: code, kind, message, place, now: now.source.locate(pointer), ...before };
  });
  const ofMessages = messages.flatMap(({ name, parts }) =>
    parts.flatMap(({ part, old: before, now: after }) => changesIn(`message ${name}, ${part}`, before, after, schemaChanges)),
  );
  const ofShared = [...schemas.now.shared].flatMap(([name, after]) => {
    const before = schemas.old.shared.get(name);
    return before === undefined
      ? []
      : changesIn(`schema ${decodeURIComponent(name.slice(name.lastIndexOf(':') + 1))}`, before.file, after.file, schemaChanges);
  });
  return [...others, ...ofMessages, ...ofShared];
}

type Side = ComparedDocuments['comparison']['messages'][number]['parts'][number]['now'];

function changesIn(what: string, before: Side, after: Side, schemaChanges: Changes): readonly Difference[] {
  const [a, b] = [before, after].map(({ text }) => JSON.parse(text) as JsonValue);
  return schemaChanges(a ?? true, b ?? true).map((schema) => {
    const placed = (side: Side, pointer: string): DocumentPlace => ({ file: side.label, pointer, ...side.locate?.(pointer) });
    const now = placed(after, schema.kind === 'removed' ? schema.pointer.replace(/\/[^/]*$/, '') : schema.pointer);
    const place = schema.kind === 'removed' ? placed(before, schema.pointer) : now;
    return { rule: `${schema.thing}_${schema.kind}`, kind: schema.kind, message: `${what}: ${changeSentence(schema)}`, place, now, schema };
  });
}
