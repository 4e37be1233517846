import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Dialog } from '../kit/dialog.tsx';
import { isAnswering, useContact, watchedFetch } from './contact.ts';
import { KeyForm } from './key-form.tsx';
import { ask, askAgain, renewKey, session } from './session.ts';

/** What concerns every page: a registry that is away, and a key that is over. Nothing that is shown or typed goes meanwhile. */
export function Banners(): JSX.Element {
  const answers = isAnswering.use();
  useContact((signal) => (session.read().isRefused ? watchedFetch('/healthz', { signal }) : ask('/whoami', { signal })));
  useReturn(answers);
  return (
    <>
      <div role="status">{!answers && <Away />}</div>
      <Refused />
    </>
  );
}

/** What was asked in vain is asked again. */
function useReturn(answers: boolean): void {
  const before = useRef(answers);
  useEffect(() => {
    if (answers && !before.current) askAgain();
    before.current = answers;
  }, [answers]);
}

function Away(): JSX.Element {
  return (
    <div class="banner bad">
      <strong>The registry does not answer.</strong> What you see is what it said before, and nothing that you typed is lost. These pages ask again
      every two seconds; this line goes when it is back.
    </div>
  );
}

function Refused(): JSX.Element {
  const { isRefused } = session.use();
  const [isOpen, setIsOpen] = useState(true);
  useEffect(() => setIsOpen(true), [isRefused]);
  return (
    <>
      <div role="status">
        {isRefused && (
          <div class="banner unsure row spread">
            <span>
              <strong>The registry no longer takes your key.</strong> It is over, or was revoked.
            </span>
            <button type="button" class="button" onClick={() => setIsOpen(true)}>
              Sign in again
            </button>
          </div>
        )}
      </div>
      {isRefused && isOpen && (
        <Dialog title="Sign in again" onClose={() => setIsOpen(false)}>
          <p>
            The registry no longer takes the key of this tab: it is over, or was revoked. With another one you go on where you were; nothing is lost.
          </p>
          <KeyForm onKey={renewKey} />
        </Dialog>
      )}
    </>
  );
}
