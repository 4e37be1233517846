import type { FormatMode } from '../src/core/compatibility.ts';
import { RegistryError } from '../src/core/errors.ts';
import { compareNames } from '../src/core/text-order.ts';
import type { Dialect } from '../src/core/version.ts';
import type { LintSeverities } from '../src/formats/json-schema/lint/rule.ts';
import { isDocument } from './asyncapi/is-document.ts';
import type { SchemaFile } from './compare-files.ts';
import type { Io } from './io.ts';
import type { LintedFile } from './report/lint.ts';
import { placeOf } from './report/outline-failure.ts';
import type { OutlinePlace } from './report/outline.ts';
import { isTextFault, withinFile } from './schema-file.ts';
import { readSide } from './schema-side.ts';

export interface LintOptions {
  readonly severities: LintSeverities;
  readonly formats: FormatMode;
  /** For what has no `$schema`. Default: draft-2020-12, and of an AsyncAPI document what it says. */
  readonly dialect?: Dialect;
}

type Placed = LintedFile['findings'][number];

/** Lint a schema file, or the schemas of an AsyncAPI document. What is no schema is one finding, so others are linted all the same. */
export async function lintFile(io: Io, path: string, options: LintOptions): Promise<LintedFile> {
  const findings = await orFault(path, async () => {
    if (await isDocument(io, path)) return lintDocument(io, path, options);
    return lintSchemaFile(await readSide(io, { kind: 'file', file: path }, { flags: {}, ...options }), options);
  });
  return { path, findings: findings.toSorted(byPlace) };
}

/** File by file, each as it is read; at one place, in the order of the rules. */
function byPlace(a: { readonly place: OutlinePlace }, b: { readonly place: OutlinePlace }): number {
  return compareNames(a.place.file, b.place.file) || (a.place.line ?? 0) - (b.place.line ?? 0) || (a.place.column ?? 0) - (b.place.column ?? 0);
}

async function orFault(path: string, work: () => Promise<readonly Placed[]>): Promise<readonly Placed[]> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || !(isTextFault(thrown) || thrown.code === 'asyncapi_invalid')) throw thrown;
    const { data } = thrown;
    const place = placeOf(data) ?? { file: path };
    const pointer = typeof data['pointer'] === 'string' ? data['pointer'] : '';
    return [{ rule: thrown.code, severity: 'error', pointer, message: thrown.message, place }];
  }
}

async function lintSchemaFile({ file, documents, ...own }: SchemaFile, { severities, formats, dialect }: LintOptions): Promise<readonly Placed[]> {
  const { jsonSchemaFormat } = await import('../src/formats/json-schema/format.ts');
  const { lintSchema } = await import('../src/formats/json-schema/lint/lint.ts');
  const { outlinePlace } = await import('./report/outline-places.ts');
  const { knowingPlaces } = await import('./trace-place.ts');
  const chosen = own.dialect ?? dialect;
  const parsed = await withinFile(file, () =>
    jsonSchemaFormat.parse({ schema: file.text, documents, ...(chosen === undefined ? {} : { dialect: chosen }) }),
  );
  const found = lintSchema(parsed, { severities, formats });
  const placed = knowingPlaces(
    file,
    found.map(({ pointer }) => pointer),
  );
  return found.map((finding) => ({ ...finding, place: outlinePlace(placed, finding.pointer) }));
}

/** The schemas of every message, and those that several refer to, each once: at the lines of the document, by the name of what has it. */
async function lintDocument(io: Io, path: string, options: LintOptions): Promise<readonly Placed[]> {
  const { loadDocument } = await import('./asyncapi/load-document.ts');
  const { messageSchemas } = await import('./asyncapi/message-schemas.ts');
  const document = await loadDocument(io, path);
  const { get, shared } = messageSchemas(document);
  const named = [
    ...document.model.messages.flatMap((message) =>
      (['payload', 'headers'] as const).map((part) => [`message ${message.name ?? message.key}, ${part}`, get(message, part)] as const),
    ),
    ...[...shared].map(([name, schema]) => [`schema ${decodeURIComponent(name.slice(name.lastIndexOf(':') + 1))}`, schema] as const),
  ];
  const all: Placed[] = [];
  for (const [name, schema] of named) {
    if (schema === undefined) continue;
    const found = await orFault(path, () => lintSchemaFile(schema, options));
    all.push(...found.map((finding) => ({ ...finding, message: `${name}: ${finding.message}` })));
  }
  return all;
}
