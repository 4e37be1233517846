import { useEffect, useState } from 'preact/hooks';
import type { AuditRecord } from '../../../../core/audit.ts';
import type { AuditPageResource } from '../../../../core/resources.ts';
import { registry } from '../../../app/session.ts';
import { useAnswer, type Answer } from '../../../data/use-answer.ts';
import type { AuditFilter } from './filter.ts';

export interface AuditPages {
  /** The newest page. */
  readonly first: Answer<AuditPageResource>;
  /** Of all pages that were read. */
  readonly entries: readonly AuditRecord[];
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly isPending: boolean;
  /** Of the last older page. */
  readonly problem: unknown;
}

const LIMIT = 100;

/** The log from its newest entry on, a page more with each `more`. */
export function useAuditPages(filter: AuditFilter): AuditPages {
  const question = `audit ${JSON.stringify(filter)}`;
  const first = useAnswer(question, () => read(filter));
  const [older, setOlder] = useState<readonly AuditPageResource[]>([]);
  const [isPending, setIsPending] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  // A new first page may overlap the older ones, so they are read anew on demand.
  useEffect(() => setOlder([]), [first.value]);
  const pages = first.value === undefined ? [] : [first.value, ...older];
  const next = pages.at(-1)?.next;
  const more = (): void => {
    if (next === undefined || isPending) return;
    setIsPending(true);
    setProblem(undefined);
    read({ ...filter, before: next })
      .then((page) => setOlder((before) => [...before, page]), setProblem)
      .finally(() => setIsPending(false));
  };
  return { first, entries: pages.flatMap(({ items }) => items), hasMore: next !== undefined, more, isPending, problem };
}

function read(options: AuditFilter & { readonly before?: number }): Promise<AuditPageResource> {
  return registry().listAudit({ ...options, order: 'newest', limit: LIMIT });
}
