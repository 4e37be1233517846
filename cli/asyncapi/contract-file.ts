import type { Contract } from '../../src/asyncapi/contracts.ts';
import { valueAtPointer } from '../../src/core/json/pointer.ts';
import type { SourceFile } from '../io.ts';
import { documentsOf } from './check-contracts.ts';
import type { CheckedDocument } from './check-document.ts';

/** The contract as a file whose values stand where they are written, with those that it refers to beside it. */
export function contractFile(contract: Contract, document: CheckedDocument): SourceFile {
  const all = document.contracts?.contracts ?? [];
  const subjects = new Map(all.flatMap(({ references }) => references.map(({ name, subject }) => [name, subject] as const)));
  const bySubject = new Map(all.map((each) => [each.subject, each]));
  const beside = Object.keys(documentsOf(contract, all)).flatMap((name) => {
    const other = bySubject.get(subjects.get(name) ?? '');
    return other === undefined ? [] : [[name, ownFile(other, document)] as const];
  });
  return { ...ownFile(contract, document), beside: Object.fromEntries(beside) };
}

function ownFile(contract: Contract, { source }: CheckedDocument): SourceFile {
  const { file } = source.locate(contract.pointer);
  return {
    label: file,
    text: JSON.stringify(contract.schema),
    locate: (pointer) => {
      // What was embedded for the question stands in no place of this schema.
      if (valueAtPointer(contract.schema, pointer) === undefined) return undefined;
      const { file: found, line, column, offset } = source.locate(contract.trace(pointer));
      return found === file && line !== undefined && column !== undefined && offset !== undefined ? { line, column, offset } : undefined;
    },
  };
}
