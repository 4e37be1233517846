import type { ComponentChildren, JSX } from 'preact';
import { RegistryError } from '../../core/errors.ts';
import { Link } from '../app/link.tsx';
import { signInHref } from '../app/router.ts';
import { asksForKey } from '../app/session.ts';
import { visibleName } from './visible-text.ts';

export type Tone = 'plain' | 'good' | 'bad' | 'unsure';

interface NoticeProps {
  readonly tone?: Tone;
  readonly title: ComponentChildren;
  readonly children?: ComponentChildren;
  /** Read out at once: for what answers to something that the reader did. */
  readonly announce?: boolean;
}

export function Notice({ tone = 'plain', title, children, announce = false }: NoticeProps): JSX.Element {
  const role = announce ? (tone === 'bad' ? 'alert' : 'status') : undefined;
  return (
    <div class={`notice ${tone}`} role={role}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}

// What the client advises is for whoever has given it an address.
const AWAY = 'It may be stopped, or start anew, or your network is away. What you see here is read by itself when it is back.';

interface ProblemProps {
  readonly problem: unknown;
  readonly retry?: () => void;
}

/** What went wrong, where, and what to do: of an answer of the registry, or of a fault in these pages. */
export function Problem({ problem, retry }: ProblemProps): JSX.Element {
  const error = problem instanceof RegistryError ? problem : undefined;
  const title = error?.title ?? 'These pages made a mistake';
  const isAway = error?.code === 'registry_unavailable';
  const next = isAway ? AWAY : error?.data['next'];
  return (
    <Notice tone="bad" title={title} announce>
      <p>{visibleName(problem instanceof Error ? problem.message : String(problem))}</p>
      {typeof next === 'string' && <p>{next}</p>}
      <div class="row">
        {asksForKey(problem) && (
          <Link class="button primary" to={signInHref()}>
            Sign in with a key
          </Link>
        )}
        {retry !== undefined && (
          <button type="button" class="button" onClick={retry}>
            Try again
          </button>
        )}
      </div>
      {error !== undefined && (
        <p class="soft small">
          <code>{error.code}</code>
          {typeof error.data['requestId'] === 'string' && ` · request ${error.data['requestId']}`}
        </p>
      )}
    </Notice>
  );
}
