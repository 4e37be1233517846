import type { SchemaGraph, SchemaNode, Instances } from '../../../containment/index.ts';
import type { SchemaDocument } from '../../../core/schema-document.ts';
import type { Places } from './places.ts';

export const LINT_SEVERITIES = ['off', 'warn', 'error'] as const;
export type LintSeverity = (typeof LINT_SEVERITIES)[number];

/** Every rule by its name; apart from the rules, so that a configuration is read without them. */
export const LINT_RULE_NAMES = [
  'no_schema',
  'no_keyword',
  'unknown_keyword',
  'other_dialect',
  'deprecated_keyword',
  'ref_siblings',
  'invalid_identifier',
  'unknown_format',
  'enum_value_refused',
  'invalid_example',
  'missing_description',
  'undeclared_required',
  'empty_branch',
  'costly_pattern',
  'costly_branches',
  'read_otherwise',
] as const;
export type LintRuleName = (typeof LINT_RULE_NAMES)[number];

/** Severities where they are not the rule's own. */
export type LintSeverities = Readonly<Partial<Record<LintRuleName, LintSeverity>>>;

/** What the rules look at: a document that `parseSchema` took, read once for all of them. */
export interface LintSubject {
  readonly document: SchemaDocument;
  readonly graph: SchemaGraph;
  /** The subschemas of the document itself, not those of documents that it refers to. */
  readonly nodes: readonly SchemaNode[];
  readonly places: Places;
  readonly instances: Instances;
}

export interface LintProblem {
  /** A JSON Pointer into the document. */
  readonly pointer: string;
  readonly message: string;
  readonly remedy?: string;
}

/** One rule; docs/lint.md has an example that it fires on and one that it does not. */
export interface LintRule {
  /** Stable, in snake_case. */
  readonly name: LintRuleName;
  readonly severity: LintSeverity;
  /** One line: what it finds. */
  readonly summary: string;
  check(subject: LintSubject): readonly LintProblem[];
}
