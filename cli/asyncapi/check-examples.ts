import type { Contract } from '../../src/asyncapi/contracts.ts';
import { createResolver } from '../../src/asyncapi/references.ts';
import { appendPointer } from '../../src/core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { compareNames } from '../../src/core/text-order.ts';
import type { ReferencedDocument } from '../../src/core/schema-document.ts';
import { KillableThread } from '../../src/server/workers/killable-thread.ts';
import { documentsOf } from './check-contracts.ts';
import type { CheckedDocument, PlacedFinding } from './check-document.ts';

const TIMEOUT_MS = 5_000;
const MAX_HEAP_MB = 512;

export interface ExamplesQuestion {
  readonly contracts: readonly {
    readonly schema: JsonValue;
    readonly dialect: Contract['dialect'];
    readonly documents: Readonly<Record<string, ReferencedDocument>>;
    readonly values: readonly JsonValue[];
  }[];
}

/** For each contract and each value the first thing that is wrong; null: it is valid. */
export interface ExamplesAnswer {
  readonly kind: 'checked';
  readonly found: readonly (readonly ({ readonly message: string; readonly instancePointer: string } | null)[])[];
}

export interface CheckedExamples {
  /** The specification lets a wrong example stand, so they refuse nothing. */
  readonly warnings: readonly PlacedFinding[];
  readonly notes: readonly string[];
}

/**
 * Judge the examples of messages by the schemas of payload and headers; of a payload that is an envelope by that of its data. A pattern may
 * take for ever with the right text, so it is done in a thread that is ended after 5 seconds or 512 MB, which is a note. Without examples
 * no thread is started.
 */
export async function checkExamples(
  documents: readonly CheckedDocument[],
  worker: URL = new URL('./examples-worker.js', import.meta.url),
): Promise<CheckedExamples> {
  const shown = documents.flatMap(examplesIn);
  if (shown.length === 0) return { warnings: [], notes: [] };
  const thread = new KillableThread<ExamplesQuestion, ExamplesAnswer>({ file: worker, timeoutMs: TIMEOUT_MS, maxHeapMb: MAX_HEAP_MB });
  try {
    const answer = await thread.ask({
      contracts: shown.map(({ contract, document, values }) => ({
        ...{ schema: contract.schema, dialect: contract.dialect, documents: documentsOf(contract, document.contracts?.contracts ?? []) },
        values: values.map(({ value }) => value),
      })),
    });
    if (answer.kind === 'lost') return { warnings: [], notes: [`the examples were not judged: that came to no end in ${TIMEOUT_MS / 1000} seconds`] };
    const warnings = shown.flatMap((each, index) => warningsOf(each, answer.found[index] ?? []));
    return {
      warnings: warnings.toSorted((a, b) => compareNames(a.place.file, b.place.file) || (a.place.offset ?? 0) - (b.place.offset ?? 0)),
      notes: [],
    };
  } finally {
    await thread.close();
  }
}

interface ShownExamples {
  readonly document: CheckedDocument;
  readonly contract: Contract;
  readonly values: readonly { readonly value: JsonValue; readonly pointer: string }[];
}

function examplesIn(document: CheckedDocument): readonly ShownExamples[] {
  if (document.findings.length > 0 || document.contracts === undefined) return [];
  const resolver = createResolver(document.source.document);
  return document.contracts.contracts.flatMap((contract) => {
    if (contract.role === 'shared') return [];
    const values = contract.messages.flatMap(({ pointer, data }) => {
      const message = resolver.at(pointer)?.value;
      const examples = isJsonObject(message) && Array.isArray(message['examples']) ? (message['examples'] as readonly JsonValue[]) : [];
      const isEnvelope = data !== undefined && data.pointer === contract.pointer;
      return examples.flatMap((example, index) => valueIn(example, contract.role, isEnvelope, `${pointer}/examples/${index}`));
    });
    return values.length === 0 ? [] : [{ document, contract, values }];
  });
}

function valueIn(example: JsonValue, role: Contract['role'], isEnvelope: boolean, at: string): ShownExamples['values'] {
  if (!isJsonObject(example)) return [];
  const steps = role === 'headers' ? ['headers'] : isEnvelope ? ['payload', 'data'] : ['payload'];
  let value: JsonValue | undefined = example;
  for (const step of steps) value = isJsonObject(value) ? value[step] : undefined;
  return value === undefined ? [] : [{ value, pointer: steps.reduce<string>(appendPointer, at) }];
}

function warningsOf({ document, contract, values }: ShownExamples, found: ExamplesAnswer['found'][number]): readonly PlacedFinding[] {
  return values.flatMap(({ pointer }, index) => {
    const wrong = found[index];
    if (wrong === null || wrong === undefined) return [];
    const what = contract.role === 'headers' ? 'headers' : 'payload';
    const message = `the example is not what the schema of the ${what} says: ${wrong.message}`;
    return [{ code: 'example_invalid', message, place: document.source.locate(`${pointer}${wrong.instancePointer}`) }];
  });
}
