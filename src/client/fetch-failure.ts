/** Why a request did not reach anybody: what fetch throws says "fetch failed", and has the reason in its cause. */
export function fetchFailure(thrown: unknown): string {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
