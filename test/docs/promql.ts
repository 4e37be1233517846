import { parser } from '@prometheus-io/lezer-promql';

/** A series that an expression asks for. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

export interface Expression {
  readonly selectors: readonly Selector[];
  /** Labels that are grouped or matched by. */
  readonly labels: readonly string[];
  /** Places where it is no PromQL. */
  readonly errors: readonly string[];
}

/** What an expression in Prometheus's language asks for, by Prometheus's own grammar. */
export function readPromql(text: string): Expression {
  const selectors: { metric: string; matchers: { label: string; operator: string; value: string }[] }[] = [];
  const labels: string[] = [];
  const errors: string[] = [];
  parser.parse(text).iterate({
    enter({ name, type, from, to, node }) {
      const said = text.slice(from, to);
      if (type.isError) errors.push(`at ${from}: ${text.slice(from, from + 20)}`);
      if (name === 'VectorSelector') selectors.push({ metric: /^[\w:]*/.exec(said)?.[0] ?? '', matchers: [] });
      if (name === 'LabelName' && node.parent?.name === 'GroupingLabels') labels.push(said);
      if (name === 'UnquotedLabelMatcher') {
        const [, label = '', operator = '', value = ''] = /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/s.exec(said) ?? [];
        selectors.at(-1)?.matchers.push({ label, operator, value });
      }
    },
  });
  return { selectors, labels, errors };
}
