import type { JsonValue } from '../../../core/json/value.ts';
import type { Dialect, Reference } from '../../../core/version.ts';

/** The schema in the editor, as it is sent: its text, so that the places in errors are those of the editor. */
export interface Candidate {
  readonly schema: string;
  readonly references?: readonly Reference[];
  readonly dialect?: Dialect;
}

/** `dialect` is that of the subject, for a document that does not name its own. */
export function candidateOf(text: string, references: readonly Reference[], dialect: Dialect | undefined): Candidate {
  return { schema: text, ...(references.length === 0 ? {} : { references }), ...(dialect === undefined ? {} : { dialect }) };
}

/** What a new subject begins with. */
export const FIRST_SCHEMA = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "What happened",
  "description": "When it happens, and who cares",
  "type": "object",
  "properties": {
    "id": { "type": "string" }
  },
  "required": ["id"]
}
`;

export function textOfSchema(schema: JsonValue): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
