import type { ComponentType, JSX } from 'preact';
import { useEffect, useErrorBoundary, useRef, useState } from 'preact/hooks';
import { Empty } from '../kit/empty.tsx';
import { Problem } from '../kit/notice.tsx';
import { Waiting } from '../kit/waiting.tsx';
import { Link } from './link.tsx';
import { Navigation } from './navigation.tsx';
import { pageAt, type PageEntry, type PageProps } from './pages.tsx';
import { href, useLocation, type Location } from './router.ts';

export function App(): JSX.Element {
  const location = useLocation();
  return (
    <div class="shell">
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Navigation location={location} />
      <main id="main" class="page" tabIndex={-1}>
        <Page key={location.segments[0] ?? ''} location={location} />
      </main>
    </div>
  );
}

function Page({ location }: { readonly location: Location }): JSX.Element {
  const entry = pageAt(location);
  const [fault, reset] = useErrorBoundary();
  useNewPlace(location, reset);
  if (fault !== undefined) return <Problem problem={fault} retry={reset} />;
  if (entry === undefined) return <NoPage />;
  return <LoadedPage entry={entry} location={location} />;
}

function LoadedPage({ entry, location }: { readonly entry: PageEntry; readonly location: Location }): JSX.Element {
  const [loaded, setLoaded] = useState<{ readonly Page: ComponentType<PageProps> }>();
  const [problem, setProblem] = useState<unknown>();
  useEffect(() => {
    entry.load().then((component) => setLoaded({ Page: component }), setProblem);
  }, [entry]);
  if (problem !== undefined) return <Problem problem={problem} retry={() => window.location.reload()} />;
  if (loaded === undefined) return <Waiting what="the page" />;
  return <loaded.Page segments={location.segments.slice(1)} query={location.query} />;
}

function NoPage(): JSX.Element {
  return (
    <Empty title="There is no such page">
      <p>The address may be of another release, or cut off.</p>
      <Link class="button" to={href([])}>
        To the catalogue
      </Link>
    </Empty>
  );
}

/** At a new place the reader begins at its top, as in a page that the browser loads; a changed query is the same place. */
function useNewPlace({ segments }: Location, reset: () => void): void {
  const place = segments.join('/');
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    reset();
    window.scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [place]);
}
