import { openInstances } from '../../../containment/index.ts';
import type { FormatMode } from '../../../core/compatibility.ts';
import type { SchemaDocument } from '../../../core/schema-document.ts';
import { graphOf } from '../parsed-graph.ts';
import { KEYWORD_RULES } from './keyword-rules.ts';
import { drawPlaces } from './places.ts';
import type { LintProblem, LintRule, LintSeverities, LintSeverity } from './rule.ts';
import { STRUCTURE_RULES } from './structure-rules.ts';
import { VALUE_RULES } from './value-rules.ts';

/** Every rule, in the order of docs/lint.md. */
export const LINT_RULES: readonly LintRule[] = [...KEYWORD_RULES, ...VALUE_RULES, ...STRUCTURE_RULES];

export interface LintFinding extends LintProblem {
  readonly rule: string;
  readonly severity: Exclude<LintSeverity, 'off'>;
}

export interface LintOptions {
  /** Where they are not the rule's own. */
  readonly severities?: LintSeverities;
  /** Whether formats are asserted. Default `annotate`: they are not. */
  readonly formats?: FormatMode;
}

/**
 * What the rules find in a document that `parseSchema` took, in the order of the rules and then of the document. Deterministic; what asks the engine has 5,000 steps for each question, and finds nothing where they do not suffice.
 */
export function lintSchema(document: SchemaDocument, { severities = {}, formats = 'annotate' }: LintOptions = {}): readonly LintFinding[] {
  const graph = graphOf(document);
  const nodes = graph.nodes.filter(({ location }) => location === '' || location.startsWith('/'));
  const subject = { document, graph, nodes, places: drawPlaces(nodes), instances: openInstances(graph, { formats }) };
  return LINT_RULES.flatMap((rule) => {
    const severity = severities[rule.name] ?? rule.severity;
    if (severity === 'off') return [];
    return rule
      .check(subject)
      .map(({ pointer, message, remedy }) => ({ rule: rule.name, severity, pointer, message, ...(remedy === undefined ? {} : { remedy }) }));
  });
}
