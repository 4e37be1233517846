import { RegistryError } from '../../core/errors.ts';
import type { FormatDocument } from '../../core/schema-document.ts';
import { jsonSchemaFormat, type JsonSchemaFormat } from '../../formats/json-schema/format.ts';
import type { SchemaTools } from '../../registry/schema-tools.ts';

/** The tools themselves, in the thread that calls them, without a limit of time. What each needs is loaded with the first question. */
export const schemaTools: SchemaTools = {
  async typescript({ format: name, document, formats, content, ...origin }) {
    const format = requireFormat(name);
    const { generate, generateTypes } = await import('../../codegen/index.ts');
    const input = { ...origin, ...dialectOf(document), schema: format.bundle(document) };
    return content === 'types' ? [generateTypes(input, { formats })] : generate({ schemas: [input], options: { formats } });
  },
  async changes({ format, from, to, limit }) {
    requireFormat(format);
    const { documentChanges } = await import('../../formats/json-schema/document-changes.ts');
    const changes = documentChanges(from, to);
    return { changes: changes.slice(0, limit), more: Math.max(0, changes.length - limit) };
  },
  async undo({ format, to, changes }) {
    requireFormat(format);
    const { undoChanges } = await import('../../formats/json-schema/undo-changes.ts');
    const { undoSentence } = await import('../../formats/json-schema/undo-words.ts');
    return { ...undoChanges(to, changes), steps: changes.map(undoSentence) };
  },
  async lint({ format: name, source, formats, limit }) {
    const format = requireFormat(name);
    const { lintPlaced } = await import('../../formats/json-schema/lint/lint-placed.ts');
    return lintPlaced(format.parse(source), { formats, isText: typeof source.schema === 'string', limit });
  },
};

function requireFormat(name: string): JsonSchemaFormat {
  if (name === jsonSchemaFormat.name) return jsonSchemaFormat;
  throw new RegistryError('format_unsupported', `format ${JSON.stringify(name)} has no such tools; supported: ${jsonSchemaFormat.name}`);
}

function dialectOf({ dialect }: FormatDocument): Pick<FormatDocument, 'dialect'> {
  return dialect === undefined ? {} : { dialect };
}
