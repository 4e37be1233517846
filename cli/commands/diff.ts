import { PROFILES } from '../../src/core/compatibility.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { DIALECTS } from '../../src/core/version.ts';
import type { SchemaChange } from '../../src/formats/json-schema/schema-changes.ts';
import { changeKind } from '../change-kind.ts';
import { oneOf, examples, registryOption, type CommandModule, type RegistryFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { deliverFindings, findingsOptions, type FindingsFlags } from '../findings-report.ts';
import { diffOutline, diffText, type Diff } from '../report/diff.ts';
import { withinFile } from '../schema-file.ts';
import { parseSideName, pathOf, readSide, type ReadSideOptions, type SchemaSide, type SideName } from '../schema-side.ts';

interface Flags extends FindingsFlags, RegistryFlags {
  readonly profile: string;
  readonly dialect?: string;
  readonly exitCode?: true;
}

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<before>', 'the older one: a file, SUBJECT@N, git:REF (the same file as the other) or git:REF:FILE')
      .argument('<after>', 'the newer one')
      .option('--exit-code', 'exit with 1 if anything differs')
      .option('--profile <profile>', `under which the change kind is judged: ${PROFILES.join(', ')}`, 'declared')
      .option('--dialect <dialect>', 'for files without $schema (default: draft-2020-12)');
    registryOption(declared);
    findingsOptions(declared);
    examples(declared, [
      ['sluice diff git:main order.json', 'what did this branch change in the file?'],
      ['sluice diff com.shop.order.placed@2 com.shop.order.placed@latest', 'two versions of a registry'],
      ['sluice diff order-v1.json order.json --exit-code', 'for a script: 1 if they differ'],
    ]);
  },

  hasFindings: true,

  async run(io, [first = '', second = ''], flags) {
    const profile = oneOf('--profile', PROFILES, flags.profile);
    const dialect = flags.dialect === undefined ? {} : { dialect: oneOf('--dialect', DIALECTS, flags.dialect) };
    const [older, newer] = [await parseSideName(io, first), await parseSideName(io, second)];
    const before = await readSide(io, older, { flags, ...dialect, ...same(newer) });
    const after = await readSide(io, newer, { flags, ...dialect, ...same(older) });
    const diff = await compare(before, after, { profile, ...dialect });
    const passed = flags.exitCode !== true || diff.changes.length === 0;
    await deliverFindings(io, flags, {
      json: { from: before.file.label, to: after.file.label, changeKind: diff.changeKind, profile, changes: diff.changes },
      text: (style) => diffText(diff, style),
      outline: () => diffOutline(diff, { passed }),
    });
    return passed ? EXIT.ok : EXIT.findings;
  },
};

function same(other: SideName): Pick<ReadSideOptions, 'same'> {
  const path = pathOf(other);
  return path === undefined ? {} : { same: path };
}

type Question = Pick<Diff, 'profile'> & Pick<ReadSideOptions, 'dialect'>;

async function compare(before: SchemaSide, after: SchemaSide, { profile, ...question }: Question): Promise<Diff> {
  const { jsonSchemaFormat: format } = await import('../../src/formats/json-schema/format.ts');
  const { schemaChanges } = await import('../../src/formats/json-schema/schema-changes.ts');
  const read = ({ file, documents, dialect = question.dialect }: SchemaSide): Promise<ReturnType<typeof format.parse>> =>
    withinFile(file, () => format.parse({ schema: file.text, documents, ...(dialect === undefined ? {} : { dialect }) }));
  const [a, b] = [await read(before), await read(after)];
  const kind = await changeKind(format, [a, b], { profile });
  return {
    before,
    after,
    profile,
    changeKind: kind,
    changes: [...schemaChanges(a.schema, b.schema), ...changesBeside(before, after, schemaChanges)],
  };
}

type Changes = (before: JsonValue, after: JsonValue) => readonly SchemaChange[];

/** What differs in the files that both refer to, `money.json#/type`; one that only one of them refers to shows in its `$ref`. */
function changesBeside(before: SchemaSide, after: SchemaSide, schemaChanges: Changes): ReturnType<Changes> {
  return Object.entries(after.documents)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { schema }]) => {
      const other = Object.hasOwn(before.documents, name) ? before.documents[name] : undefined;
      if (other === undefined) return [];
      return schemaChanges(other.schema, schema).map((change) => ({ ...change, pointer: `${name}#${change.pointer}` }));
    });
}
