import type { DocumentFinding } from '../../src/asyncapi/check-shape.ts';
import type { Contract } from '../../src/asyncapi/contracts.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { nearest } from '../../src/core/nearest.ts';
import { valueAtPointer } from '../../src/core/json/pointer.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { ReferencedDocument } from '../../src/core/schema-document.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { collectDocuments } from './collect-documents.ts';

const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];
// What other languages call them.
const OTHER_NAMES: Readonly<Record<string, string>> = {
  ...{ int: 'integer', int32: 'integer', int64: 'integer', long: 'integer', float: 'number', double: 'number', decimal: 'number' },
  ...{ bool: 'boolean', str: 'string', text: 'string', date: 'string', uuid: 'string', list: 'array', map: 'object', dict: 'object' },
};

/** The first fault of each schema that is none, in words, at its place in the bundled document. */
export function checkContracts(contracts: readonly Contract[]): readonly DocumentFinding[] {
  const seen = new Set<string>();
  return contracts.flatMap((contract) => {
    const finding = checkContract(contract, contracts);
    if (finding === undefined || seen.has(finding.pointer)) return [];
    seen.add(finding.pointer);
    return [finding];
  });
}

function checkContract(contract: Contract, contracts: readonly Contract[]): DocumentFinding | undefined {
  const { schema, dialect, trace } = contract;
  try {
    jsonSchemaFormat.parse({ schema, dialect, documents: documentsOf(contract, contracts) });
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof RegistryError)) throw thrown;
    const pointer = typeof thrown.data['pointer'] === 'string' ? thrown.data['pointer'] : '';
    // What stands in a schema that it refers to is told where that one is checked.
    if (!pointer.startsWith('/') && pointer !== '') return undefined;
    return { code: 'schema_invalid', message: wordsOf(thrown, schema, pointer), pointer: trace(pointer) };
  }
}

/** What is there and what was meant, where that can be told; else what the schema's own rules say. */
function wordsOf(error: RegistryError, schema: JsonValue, pointer: string): string {
  const value = valueAtPointer(schema, pointer);
  if (/\/type(?:\/\d+)?$/.test(pointer) && typeof value === 'string') {
    const meant = OTHER_NAMES[value.toLowerCase()] ?? nearest(value, TYPES);
    return `type: expected ${TYPES.join(', ')}; found ${JSON.stringify(value)}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  }
  if (pointer.endsWith('/required') && typeof value === 'boolean') {
    return 'required: expected a list of property names, at the object that has the properties; found a boolean, as draft-03 had it';
  }
  return error.message;
}

/** Everything that a contract refers to, also from afar, by the names that its schemas write. */
export function documentsOf({ references }: Contract, contracts: readonly Contract[]): Record<string, ReferencedDocument> {
  const bySubject = indexOf(contracts);
  return collectDocuments(references, ({ subject }) => bySubject.get(subject));
}

const indexes = new WeakMap<readonly Contract[], ReadonlyMap<string, Contract>>();

function indexOf(contracts: readonly Contract[]): ReadonlyMap<string, Contract> {
  const known = indexes.get(contracts) ?? new Map(contracts.map((contract) => [contract.subject, contract]));
  indexes.set(contracts, known);
  return known;
}
