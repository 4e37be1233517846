import { parseJson } from '../src/core/json/parse.ts';
import { DIALECTS, type Dialect } from '../src/core/version.ts';
import { oneOf, type RegistryFlags } from './command.ts';
import { connect } from './connect.ts';
import type { Io } from './io.ts';
import { asOneDocument } from './referenced-documents.ts';
import { withinFile } from './schema-file.ts';
import { readSide } from './schema-side.ts';
import type { Selector } from './selector.ts';

/** A schema by which a gateway is to judge events beside what is live: one document, with all that it refers to. */
export interface Candidate {
  /** As messages call it: the file, or `SUBJECT@N`. */
  readonly label: string;
  readonly schema: unknown;
  readonly dialect?: Dialect;
}

/** A schema file with those beside it that it refers to. Throws what is wrong with a text. */
export async function readCandidateFile(io: Io, path: string, dialectFlag: string | undefined): Promise<Candidate> {
  const dialect = dialectFlag === undefined ? {} : { dialect: oneOf('--dialect', DIALECTS, dialectFlag) };
  const { file, documents } = await readSide(io, { kind: 'file', file: path }, { flags: {}, ...dialect });
  const found = await asOneDocument({ file, documents }, { references: [], ...dialect });
  const schema = typeof found === 'string' ? await withinFile(file, () => parseJson(found)) : found;
  return { label: file.label, schema, ...dialect };
}

/** A version of the registry, whatever its state. Throws what the registry answers. */
export async function readCandidateVersion(io: Io, flags: RegistryFlags, { subject, version = 'latest' }: Selector): Promise<Candidate> {
  const found = await (await connect(io, flags)).getVersion(subject, version, { bundle: true });
  return { label: `${subject}@${found.version}`, schema: found.schema, ...(found.dialect === undefined ? {} : { dialect: found.dialect }) };
}
