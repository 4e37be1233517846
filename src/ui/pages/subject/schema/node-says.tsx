import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { JsonValue } from '../../../../core/json/value.ts';
import { Badge } from '../../../kit/badge.tsx';
import { ShortJson } from '../../../kit/short-json.tsx';
import { visibleName, visibleProse } from '../../../kit/visible-text.ts';
import type { SchemaNode } from './schema-tree.ts';

export function NodeType({ node: { type, title, refersTo, again, outside } }: { readonly node: SchemaNode }): JSX.Element {
  const called = title ?? refersTo[0];
  return (
    <span class="node-type">
      {(again === undefined || type !== 'anything') && visibleName(type)}
      {again === undefined && called !== undefined && !type.endsWith(called) && <bdi class="soft"> {visibleName(called)}</bdi>}
      {again !== undefined && (
        <span class="soft">
          {' '}
          <bdi>{visibleName(again)}</bdi> again, as above
        </span>
      )}
      {outside.map((reference) => (
        <span key={reference} class="soft">
          {' '}
          → <bdi>{visibleName(reference)}</bdi>, which is not in this document
        </span>
      ))}
    </span>
  );
}

export function Marks({ node }: { readonly node: SchemaNode }): JSX.Element {
  return (
    <>
      {node.isRequired && <Badge tone="accent">required</Badge>}
      {node.isDeprecated && <Badge tone="unsure">deprecated</Badge>}
      {node.isSensitive && (
        <Badge tone="bad" title="Marked x-sensitive: its value is hidden wherever events are shown">
          sensitive
        </Badge>
      )}
      {node.isReadOnly && <Badge>read only</Badge>}
      {node.isWriteOnly && <Badge>write only</Badge>}
    </>
  );
}

export function NodeTexts({ node }: { readonly node: SchemaNode }): JSX.Element {
  return (
    <>
      {node.description !== undefined && <p class="node-text prose">{visibleProse(node.description)}</p>}
      {node.facts.length > 0 && (
        <ul class="node-facts" aria-label="Constraints">
          {node.facts.map((fact) => (
            <li key={fact}>{visibleName(fact)}</li>
          ))}
        </ul>
      )}
      {node.values !== undefined && <Values label={node.values.length === 1 ? 'always' : 'one of'} values={node.values} most={12} />}
      {node.defaults.length > 0 && <Values label="default" values={node.defaults} most={1} />}
      {node.examples.length > 0 && <Values label={node.examples.length === 1 ? 'example' : 'examples'} values={node.examples} most={3} />}
    </>
  );
}

/** Characters of a value that are shown: the whole is in the source. */
const MAX_VALUE = 400;

interface ValuesProps {
  readonly label: string;
  readonly values: readonly JsonValue[];
  readonly most: number;
}

function Values({ label, values, most }: ValuesProps): JSX.Element {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? values : values.slice(0, most);
  return (
    <p class="node-text small">
      <span class="soft">{label} </span>
      {shown.map((value, at) => (
        <>
          {at > 0 && ' '}
          <ShortJson class="value" value={value} most={MAX_VALUE} />
        </>
      ))}
      {values.length > shown.length && (
        <button type="button" class="link" onClick={() => setAll(true)}>
          {' '}
          and {(values.length - shown.length).toLocaleString('en')} more
        </button>
      )}
    </p>
  );
}
