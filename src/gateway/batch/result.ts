import { RegistryError } from '../../core/errors.ts';
import { toProblem } from '../../http/kit/problem.ts';
import type { RouteConfig } from '../config/config.ts';
import type { Receipt } from '../durable/submit.ts';
import type { Gateway } from '../gateway.ts';
import { failed, PASSED, type Docket } from '../outcome.ts';
import type { Element } from './element.ts';

/** What became of one event: the status that it would have been answered with by itself. */
export interface Result {
  readonly index: number;
  readonly id: string | null;
  readonly status: number;
  /** What a durable route says with its 202. */
  readonly receipt?: Receipt;
  /** Why the gate refused it, or could not deliver it. */
  readonly problem?: object;
}

interface OneOfMany {
  readonly route: RouteConfig;
  readonly element: Element;
  readonly requestId: string;
}

const MAX_FINDINGS = 10;

/** The result of what is done with one element; counts it. Never rejects. */
export async function resultOf(
  gateway: Gateway,
  { route: { path }, element: { index, id }, requestId }: OneOfMany,
  docket: Docket,
  work: () => Promise<Pick<Result, 'status' | 'receipt'>>,
): Promise<Result> {
  try {
    const done = await work();
    gateway.counters.countEvent(path, docket.judged ?? PASSED.accepted);
    return { index, id, ...done };
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    gateway.counters.countEvent(path, failed(docket, error.code));
    gateway.refusals.tell(path, error, { requestId, index });
    return { index, id, status: error.status, problem: shortened(toProblem(error)) };
  }
}

// A thousand full reports would be a hundred times as large as what they are about.
function shortened(problem: object): object {
  const findings: unknown = 'findings' in problem ? problem.findings : undefined;
  return Array.isArray(findings) ? { ...problem, findings: findings.slice(0, MAX_FINDINGS) } : problem;
}
