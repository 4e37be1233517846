import { useState } from 'preact/hooks';
import { RegistryError } from '../../../../core/errors.ts';
import type { ConfigResource } from '../../../../core/resources.ts';
import { registry } from '../../../app/session.ts';
import { toRequest, type Draft } from './draft.ts';

/** What somebody is about to write: the draft, or that nothing is set here any more. */
export type Wish = { readonly kind: 'put'; readonly draft: Draft } | { readonly kind: 'delete' };

export type WriteState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'trying'; readonly wish: Wish }
  /** The dry run of this wish against this epoch. */
  | { readonly kind: 'tried'; readonly wish: Wish; readonly epoch: number; readonly answer: ConfigResource }
  | { readonly kind: 'writing'; readonly wish: Wish; readonly epoch: number; readonly answer: ConfigResource }
  | { readonly kind: 'written'; readonly wish: Wish }
  /** Somebody else was faster; nothing was written. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'failed'; readonly problem: unknown };

export interface ConfigWrite {
  readonly state: WriteState;
  /** Ask what the wish would say, and write nothing. */
  readonly attempt: (wish: Wish, epoch: number) => void;
  /** Write what was tried. */
  readonly write: () => void;
  readonly clear: () => void;
}

/** To write a configuration in two steps: tried first, then written as it was tried, or not at all. */
export function useConfigWrite(name: string, onWritten: () => void): ConfigWrite {
  const [state, setState] = useState<WriteState>({ kind: 'idle' });
  const fail = (problem: unknown): void => {
    const isConflict = problem instanceof RegistryError && problem.code === 'epoch_mismatch';
    setState(isConflict ? { kind: 'conflict' } : { kind: 'failed', problem });
    if (isConflict) onWritten(); // What is there now is shown beside what was wished.
  };
  return {
    state,
    attempt: (wish, epoch) => {
      setState({ kind: 'trying', wish });
      send(name, wish, { ifMatch: epoch, dryRun: true }).then((answer) => setState({ kind: 'tried', wish, epoch, answer }), fail);
    },
    write: () => {
      if (state.kind !== 'tried') return;
      const { wish, epoch, answer } = state;
      setState({ kind: 'writing', wish, epoch, answer });
      send(name, wish, { ifMatch: epoch }).then(() => {
        setState({ kind: 'written', wish });
        onWritten();
      }, fail);
    },
    clear: () => setState({ kind: 'idle' }),
  };
}

function send(name: string, wish: Wish, options: { readonly ifMatch: number; readonly dryRun?: boolean }): Promise<ConfigResource> {
  return wish.kind === 'delete' ? registry().deleteConfig(name, options) : registry().putConfig(name, toRequest(wish.draft), options);
}
