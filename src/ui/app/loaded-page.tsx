import type { ComponentType, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Notice } from '../kit/notice.tsx';
import { Waiting } from '../kit/waiting.tsx';
import { isAnswering } from './contact.ts';
import type { PageEntry, PageProps } from './pages.tsx';
import { isOtherRelease } from './release.ts';
import type { Location } from './address.ts';

type Loading =
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly Page: ComponentType<PageProps> }
  /** `release`: the registry has been replaced by another release meanwhile, which has no such file. */
  | { readonly kind: 'failed'; readonly because: 'release' | 'unknown' };

/** A page, whose files are fetched when it is opened first; a registry that was away is asked again when it is back. */
export function LoadedPage({ entry, location }: { readonly entry: PageEntry; readonly location: Location }): JSX.Element {
  const [loading, setLoading] = useState<Loading>({ kind: 'loading' });
  const answers = isAnswering.use();
  const wasAway = useRef(false);
  useEffect(() => {
    if (loading.kind === 'loaded') return;
    const fail = async (): Promise<void> => {
      // Browsers do not fetch a module again that they failed to fetch. Nothing can have been typed into a page that is not there.
      if (wasAway.current && answers) return window.location.reload();
      setLoading({ kind: 'failed', because: await whyNot() });
      wasAway.current = !isAnswering.read();
    };
    entry.load().then(
      (Page) => setLoading({ kind: 'loaded', Page }),
      () => void fail(),
    );
  }, [entry, answers]);
  if (loading.kind === 'failed') return <NotLoaded because={loading.because} />;
  if (loading.kind === 'loading') return <Waiting what="the page" />;
  return <loading.Page segments={location.segments.slice(1)} query={location.query} />;
}

async function whyNot(): Promise<'release' | 'unknown'> {
  return isOtherRelease().then(
    (isOther) => (isOther ? 'release' : 'unknown'),
    () => {
      isAnswering.write(false);
      return 'unknown';
    },
  );
}

function NotLoaded({ because }: { readonly because: 'release' | 'unknown' }): JSX.Element {
  const isRelease = because === 'release';
  return (
    <Notice tone={isRelease ? 'plain' : 'bad'} title={isRelease ? 'There is a new release of these pages' : 'This page did not load'} announce>
      <p>
        {isRelease
          ? 'The registry was updated while they were open, and this page is another one now. Load them again; the address stays.'
          : 'The registry did not give the files of this page. It comes by itself when the registry is back; or load the pages again.'}
      </p>
      <div class="row">
        <button type="button" class="button primary" onClick={() => window.location.reload()}>
          Reload
        </button>
      </div>
    </Notice>
  );
}
