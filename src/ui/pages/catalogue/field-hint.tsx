import type { JSX } from 'preact';
import { Link } from '../../app/link.tsx';
import { href } from '../../app/address.ts';
import { registry } from '../../app/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { visibleName } from '../../kit/visible-text.ts';

const MOST = 100;

/** Whoever looks for a word may mean a field of that name, which the search for names does not find. */
export function FieldHint({ text }: { readonly text: string }): JSX.Element | null {
  const { value } = useAnswer(/\s/.test(text) ? undefined : `field ${text}`, () => registry().listSubjects({ field: text, limit: MOST }));
  if (value === undefined || value.items.length === 0) return null;
  const count = value.cursor === undefined ? String(value.items.length) : `More than ${MOST}`;
  return (
    <p class="small">
      {count} {count === '1' ? 'subject has' : 'subjects have'} a field{' '}
      <code>
        <bdi>{visibleName(text)}</bdi>
      </code>
      : <Link to={href([], { field: text })}>show {count === '1' ? 'it' : 'them'}</Link>
    </p>
  );
}
