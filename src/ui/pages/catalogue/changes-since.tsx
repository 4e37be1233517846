import type { JSX } from 'preact';

/** That the list is older than the registry, and how to see the new one. */
export function ChangesSince({ count, show }: { readonly count: number; readonly show: () => void }): JSX.Element {
  return (
    <div role="status">
      {count > 0 && (
        <button type="button" class="button" onClick={show}>
          {count === 1 ? '1 change' : `${count.toLocaleString('en')} changes`}: show
        </button>
      )}
    </div>
  );
}
