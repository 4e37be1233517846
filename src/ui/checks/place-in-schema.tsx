import type { JSX } from 'preact';
import type { Side } from '../../core/compatibility.ts';
import type { JsonValue } from '../../core/json/value.ts';
import { useVersion } from '../data/use-version.ts';
import { Answered } from '../kit/answered.tsx';
import { MarkedJson } from '../kit/marked-json.tsx';
import { visibleProse } from '../kit/visible-text.ts';
import { sideName } from './words.ts';

/** A JSON Pointer into the document, or `uri#pointer` into one that it refers to. */
export interface Place {
  readonly location: string;
  readonly what: string;
}

/** The document of a side where it is at hand; undefined: it is a version, which is asked for. */
export type SchemaOf = (side: Side) => JsonValue | undefined;

interface PlaceInSchemaProps {
  readonly side: Side;
  readonly places: readonly Place[];
  readonly schemaOf: SchemaOf;
  readonly tone?: 'bad' | 'good';
}

/** The document of a side around the places that matter. */
export function PlaceInSchema({ side, places, schemaOf, tone = 'bad' }: PlaceInSchemaProps): JSX.Element {
  const known = schemaOf(side);
  const stored = useVersion(known === undefined ? side.subject : undefined, side.version);
  const label = `Schema of ${sideName(side)}`;
  const inside = places.filter(({ location }) => location === '' || location.startsWith('/'));
  const outside = places.filter((place) => !inside.includes(place));
  const show = (value: JsonValue): JSX.Element => (
    <MarkedJson value={value} label={label} marks={inside.map(({ location, what }) => ({ pointer: location, tone, what }))} />
  );
  if (places.length === 0) return <p class="soft small">It says nothing about this.</p>;
  return (
    <>
      {inside.length > 0 && known !== undefined && show(known)}
      {inside.length > 0 && known === undefined && side.version !== undefined && (
        <Answered answer={stored} what="the schema">
          {({ schema }) => show(schema)}
        </Answered>
      )}
      {outside.map(({ location, what }, at) => (
        <p class="small" key={at}>
          In a schema that it refers to: <code>{visibleProse(location)}</code> ({what})
        </p>
      ))}
    </>
  );
}
