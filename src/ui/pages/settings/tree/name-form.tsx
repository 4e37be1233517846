import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { navigate } from '../../../app/router.ts';
import { placeOf } from './place.ts';

/** To set something for a name that has no row yet. */
export function NameForm({ section }: { readonly section: 'compatibility' | 'modes' }): JSX.Element {
  const [name, setName] = useState('');
  const id = useId();
  const open = (event: Event): void => {
    event.preventDefault();
    if (name !== '') navigate(placeOf(section, name));
  };
  return (
    <form class="row" onSubmit={open}>
      <label for={id} class="small">
        Subject or prefix
      </label>
      <input
        id={id}
        class="input name-input"
        required
        spellcheck={false}
        autocapitalize="off"
        placeholder="com.shop.*"
        value={name}
        onInput={({ currentTarget }) => setName(currentTarget.value)}
      />
      <button class="button">Set for it</button>
    </form>
  );
}
