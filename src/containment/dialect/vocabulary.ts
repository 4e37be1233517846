import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import { type SupportedDialect } from './dialects.ts';
import { VOCABULARIES } from './keywords.ts';

/** How the schemas of one metaschema are read. */
export interface Reading {
  readonly dialect: SupportedDialect;
  /** Keywords of standard vocabularies that the metaschema leaves out: annotations to it. */
  readonly silenced: ReadonlySet<string>;
  /** Whether `format` is an assertion whatever the options say. */
  readonly assertsFormats: boolean;
  /** URIs of vocabularies that it requires and nobody here knows. */
  readonly unknownVocabularies: readonly string[];
}

/** The standard reading of a dialect. */
export function standardReading(dialect: SupportedDialect): Reading {
  return { dialect, silenced: new Set(), assertsFormats: false, unknownVocabularies: [] };
}

/** The reading that a metaschema of one's own asks for by `$vocabulary`; without it, that of its dialect. */
export function readingOf(metaschema: JsonValue, dialect: SupportedDialect): Reading {
  const vocabulary = isJsonObject(metaschema) ? metaschema['$vocabulary'] : undefined;
  if (!isJsonObject(vocabulary) || (dialect !== 'draft-2019-09' && dialect !== 'draft-2020-12')) return standardReading(dialect);
  const prefix = `https://json-schema.org/draft/${dialect.slice('draft-'.length)}/vocab/`;
  const named = Object.keys(vocabulary);
  const silenced = Object.entries(VOCABULARIES[dialect]).flatMap(([name, keywords]) => (Object.hasOwn(vocabulary, prefix + name) ? [] : keywords));
  return {
    dialect,
    silenced: new Set(silenced),
    assertsFormats: Object.hasOwn(vocabulary, `${prefix}format-assertion`) || vocabulary[`${prefix}format`] === true,
    unknownVocabularies: named.filter((uri) => vocabulary[uri] === true && !uri.startsWith(prefix)),
  };
}
