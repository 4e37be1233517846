import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { visibleName } from './visible-text.ts';

interface FieldProps {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly fault?: string | undefined;
  /** Gets what ties the control to its label, hint and fault. */
  readonly children: (ties: ControlTies) => ComponentChildren;
}

export interface ControlTies {
  readonly id: string;
  readonly class: 'input';
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

/** A control with its label; what it expects and what is wrong with it are read out with it. */
export function Field({ label, hint, fault, children }: FieldProps): JSX.Element {
  const id = useId();
  const described = [hint === undefined ? [] : `${id}-hint`, fault === undefined ? [] : `${id}-fault`].flat().join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, class: 'input', 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': fault !== undefined })}
      {hint !== undefined && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {fault !== undefined && (
        <span class="fault" id={`${id}-fault`} role="alert">
          {visibleName(fault)}
        </span>
      )}
    </div>
  );
}
