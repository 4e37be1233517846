import type { JSX } from 'preact';
import { useEffect, useErrorBoundary, useLayoutEffect, useRef } from 'preact/hooks';
import { clearAnswers } from '../data/answers.ts';
import { Problem } from '../kit/notice.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Banners } from './banners.tsx';
import { Link } from './link.tsx';
import { Navigation } from './navigation.tsx';
import { LoadedPage } from './loaded-page.tsx';
import { pageAt } from './pages.tsx';
import { href, type Location } from './address.ts';
import { lastStep, useLocation } from './router.ts';

export function App(): JSX.Element {
  const location = useLocation();
  useNewPlace(location);
  return (
    <div class="shell">
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Navigation location={location} />
      <main id="main" class="page" tabIndex={-1}>
        <Banners />
        <Page key={location.segments[0] ?? ''} location={location} />
      </main>
    </div>
  );
}

function Page({ location }: { readonly location: Location }): JSX.Element {
  const entry = pageAt(location);
  const [fault, reset] = useErrorBoundary();
  const place = location.segments.join('/');
  // What failed was another place.
  useEffect(reset, [place]);
  const retry = (): void => {
    clearAnswers(); // What it failed on may be among them.
    reset();
  };
  if (fault !== undefined) return <Problem problem={fault} retry={retry} />;
  if (entry === undefined) return <NoPage />;
  return <LoadedPage entry={entry} location={location} />;
}

function NoPage(): JSX.Element {
  return (
    <div class="stack">
      <PageHead title="There is no such page" />
      <p>The address may be of another release, or cut off.</p>
      <p>
        <Link class="button" to={href([])}>
          To the catalogue
        </Link>
      </p>
    </div>
  );
}

/** A link leads to the top of a new place, as in a page that the browser loads; a changed query is the same place, and "back" leads to where one was. */
function useNewPlace({ segments }: Location): void {
  const place = segments.join('/');
  const before = useRef(place);
  // Before the next key is pressed, so not after a paint.
  useLayoutEffect(() => {
    if (before.current === place) return;
    before.current = place;
    if (lastStep() === 'link') window.scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [place]);
}
