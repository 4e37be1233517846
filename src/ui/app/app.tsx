import type { ComponentType, JSX } from 'preact';
import { useEffect, useErrorBoundary, useRef, useState } from 'preact/hooks';
import { Empty } from '../kit/empty.tsx';
import { Problem } from '../kit/notice.tsx';
import { Waiting } from '../kit/waiting.tsx';
import { Link } from './link.tsx';
import { Navigation } from './navigation.tsx';
import { pageAt, type PageEntry, type PageProps } from './pages.tsx';
import { href, lastStep, useLocation, type Location } from './router.ts';

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

/** A link leads to the top of a new place, as in a page that the browser loads; a changed query is the same place, and "back" leads to where one was. */
function useNewPlace({ segments }: Location): void {
  const place = segments.join('/');
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    if (lastStep() === 'link') window.scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [place]);
}
