import { createHash } from 'node:crypto';
import type { SchemaWarning } from '../core/schema-warning.ts';
import type { Format, FingerprintedReference, Inspection, SchemaSource } from './format.ts';

// Some megabytes of what was said about a few thousand ordinary schemas.
const MAX_CHARACTERS = 4_000_000;

// The digests of one, and what holds them.
const OWN_CHARACTERS = 500;

/** What stays the same for as long as the process runs. Neither the document nor a graph of it, which are many times as large. */
interface Remembered extends Pick<Inspection['parsed'], 'dialect'> {
  readonly fingerprint: string;
  readonly warnings?: readonly SchemaWarning[];
  readonly fields?: readonly string[];
}

/**
 * The same format, but what `inspect` took lately is only read again, not checked: a program registers what is there already whenever it
 * starts, and an import rehearses what it registers. What was refused is checked each time.
 */
export function rememberInspections<Kind extends Format>(format: Kind, maxCharacters: number = MAX_CHARACTERS): Kind {
  const kept = new Map<string, Remembered>();
  let characters = 0;

  /** As the latest. */
  function keep(key: string, remembered: Remembered): void {
    characters += sizeOf(remembered) - sizeOf(kept.get(key));
    kept.delete(key);
    kept.set(key, remembered);
    for (const [oldest, dropped] of kept) {
      if (characters <= maxCharacters) return;
      kept.delete(oldest);
      characters -= sizeOf(dropped);
    }
  }

  async function inspect(source: SchemaSource, references: readonly FingerprintedReference[], sender?: string): Promise<Inspection> {
    const key = keyOf(source, references);
    const known = kept.get(key);
    const inspection = known === undefined ? await format.inspect(source, references, sender) : readAgain(format, source, known);
    const { parsed, fingerprint } = inspection;
    let remembered: Remembered = known ?? { fingerprint, ...(parsed.dialect === undefined ? {} : { dialect: parsed.dialect }) };
    keep(key, remembered);
    const learn = <Found extends Partial<Remembered>>(found: Found): Found => {
      remembered = { ...remembered, ...found };
      keep(key, remembered);
      return found;
    };
    return {
      parsed,
      fingerprint,
      warnings: () => remembered.warnings ?? learn({ warnings: inspection.warnings() }).warnings,
      fields: () => remembered.fields ?? learn({ fields: inspection.fields() }).fields,
    };
  }

  return { ...format, inspect };
}

function textOf({ schema }: SchemaSource): string {
  return typeof schema === 'string' ? schema : JSON.stringify(schema);
}

// The documents are what the references mean, and their fingerprints cover those.
function keyOf(source: SchemaSource, references: readonly FingerprintedReference[]): string {
  const question = [source.dialect ?? null, references.map(({ name, fingerprint }) => [name, fingerprint])];
  return createHash('sha256')
    .update(`${JSON.stringify(question)}\n${textOf(source)}`)
    .digest('base64');
}

function readAgain(format: Format, source: SchemaSource, { dialect, fingerprint }: Remembered): Inspection {
  const text = textOf(source);
  const { documents } = source;
  const parsed = {
    schema: format.read(text),
    ...(dialect === undefined ? {} : { dialect }),
    ...(documents === undefined ? {} : { documents }),
    text,
  };
  return { parsed, fingerprint, warnings: () => format.warnings(parsed), fields: () => format.fields(parsed) };
}

function sizeOf(remembered: Remembered | undefined): number {
  if (remembered === undefined) return 0;
  const { warnings = [], fields = [] } = remembered;
  const texts = [...fields, ...warnings.flatMap(({ message, pointer }) => [message, pointer])];
  return texts.reduce((sum, text) => sum + text.length, OWN_CHARACTERS);
}
