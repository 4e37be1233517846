import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { generate, type GenerateOptions } from '../../src/codegen/index.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { Dialect } from '../../src/core/version.ts';
import { temporaryFolder, writeAll } from './folder.ts';
import { typeCheck } from './type-check.ts';

/** A schema with lines of code about its type. */
export interface TypeCases {
  readonly schema: JsonValue;
  readonly dialect?: Dialect;
  /** Each stands for itself; `T` is what a reader gets, `I` what a writer sends. */
  readonly lines: readonly string[];
}

/** Generate code for all schemas and compile their lines at once. The answer holds what the compiler says of each line, '' where it is content. */
export async function compileCases(all: readonly TypeCases[], options: GenerateOptions = {}): Promise<readonly (readonly string[])[]> {
  const folder = await temporaryFolder();
  const schemas = all.map(({ schema, dialect }, index) => ({
    schema: untitled(schema),
    name: nameAt(index),
    subject: nameAt(index),
    ...(dialect === undefined ? {} : { dialect }),
  }));
  await writeAll(folder, await generate({ schemas, options }));
  for (const [index, { lines }] of all.entries()) await writeFile(join(folder, `case-${index}.ts`), fileText(nameAt(index), lines));
  const said = await typeCheck(folder);
  const strange = said.split('\n').filter((line) => line !== '' && !/case-\d+\.ts\(|^ /.test(line));
  if (strange.length > 0) throw new Error(strange.join('\n'));
  const byLine = new Map(
    [...said.matchAll(/case-(\d+)\.ts\((\d+),\d+\): (.*)/g)].toReversed().map(([, file, line, text]) => [`${file}:${line}`, text ?? '']),
  );
  return all.map(({ lines }, index) => lines.map((_, line) => byLine.get(`${index}:${line + FIRST_LINE}`) ?? ''));
}

/** A line that holds if a value is of the type. */
export function assigns(value: JsonValue, type: 'T' | 'I' = 'T'): string {
  return `((value: ${type}) => value)(${JSON.stringify(value)});`;
}

const FIRST_LINE = 3;

function fileText(name: string, lines: readonly string[]): string {
  const uses = ['void (0 as unknown as [T, I]);', 'export {};'];
  return [`import type { ${name} as T, ${name}Input as I } from './index.js';`, '', ...lines, ...uses, ''].join('\n');
}

function nameAt(index: number): string {
  const letters = String(index).replace(/\d/g, (digit) => 'ABCDEFGHIJ'.charAt(Number(digit)));
  return `Case${letters}`;
}

// A title would name the type.
function untitled(schema: JsonValue): JsonValue {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const { title: _, ...rest } = schema as Record<string, JsonValue>;
  return rest;
}
