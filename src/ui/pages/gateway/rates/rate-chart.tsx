import type { JSX } from 'preact';
import { KEPT, rateText, type Flow, type Point } from './rate-series.ts';

interface Line {
  readonly name: keyof Flow;
  readonly label: string;
}

const LINES: readonly Line[] = [
  { name: 'accepted', label: 'accepted' },
  { name: 'rejected', label: 'rejected' },
  { name: 'retried', label: 'retried' },
];

const [WIDTH, HEIGHT] = [600, 120];

/** The last five minutes as lines, newest on the right; what they say is beside them in words. */
export function RateChart({ points }: { readonly points: readonly Point[] }): JSX.Element {
  const top = Math.max(1, ...points.flatMap((point) => LINES.map(({ name }) => point[name])));
  const last = points.at(-1);
  return (
    <figure class="rate-chart">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Events a second over the last five minutes, at most ${rateText(top)}`}
      >
        <line class="grid" x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
        <line class="grid" x1="0" x2={WIDTH} y1="0.5" y2="0.5" />
        {LINES.map(({ name }) => (
          <path key={name} class={`line ${name}`} d={pathOf(points.map((point) => point[name] / top))} />
        ))}
      </svg>
      <span class="rate-top small soft">{rateText(top)} a second</span>
      <figcaption class="row">
        {LINES.map(({ name, label }) => (
          <span key={name} class="row small">
            <span class={`swatch ${name}`} aria-hidden="true" />
            <span>
              <strong>{last === undefined ? '–' : rateText(last[name])}</strong> {label} a second
            </span>
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** A line of one subject, for a row of the table. */
export function Sparkline({ points }: { readonly points: readonly Point[] }): JSX.Element {
  const top = Math.max(1, ...points.map(({ accepted, rejected }) => Math.max(accepted, rejected)));
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path class="line accepted" d={pathOf(points.map(({ accepted }) => accepted / top))} />
      <path class="line rejected" d={pathOf(points.map(({ rejected }) => rejected / top))} />
    </svg>
  );
}

/** Shares from 0 to 1, the last one at the right edge. */
function pathOf(shares: readonly number[]): string {
  const step = WIDTH / (KEPT - 1);
  return shares
    .map((share, at) => {
      const x = WIDTH - (shares.length - 1 - at) * step;
      return `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${(HEIGHT - 2 - share * (HEIGHT - 4)).toFixed(1)}`;
    })
    .join('');
}
