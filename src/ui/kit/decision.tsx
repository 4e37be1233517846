import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Problem } from './notice.tsx';

interface DecisionProps {
  /** What the button says that does it; without it there is nothing to decide. */
  readonly verb?: ComponentChildren;
  readonly isDanger?: boolean;
  /** Whether all is there that it needs. Default true. */
  readonly isReady?: boolean;
  /** What the other button says. Default "Cancel". */
  readonly otherwise?: string;
  /** Does it once; what it throws is shown, and it can be tried again. */
  readonly onDecide: () => Promise<void> | void;
  readonly onCancel: () => void;
  /** How a refusal is shown; by default as every problem. */
  readonly refusal?: (problem: unknown) => ComponentChildren;
  readonly children: ComponentChildren;
}

/** The inside of a dialog that asks whether something is to be done: what it means, what came of trying, and the two buttons. */
export function Decision({
  verb,
  isDanger = false,
  isReady = true,
  otherwise = 'Cancel',
  onDecide,
  onCancel,
  refusal = (problem) => <Problem problem={problem} />,
  children,
}: DecisionProps): JSX.Element {
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);
  const decide = async (): Promise<void> => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await onDecide();
    } catch (thrown) {
      setProblem(thrown);
    }
    setIsBusy(false);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !isBusy) void decide();
      }}
    >
      {children}
      {problem !== undefined && refusal(problem)}
      <div class="row">
        {verb !== undefined && (
          <button class={`button ${isDanger ? 'danger' : 'primary'}`} disabled={isBusy || !isReady}>
            {verb}
          </button>
        )}
        <button type="button" class="button" onClick={onCancel}>
          {otherwise}
        </button>
      </div>
    </form>
  );
}
