import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Caller } from './caller.tsx';
import { Link } from './link.tsx';
import { href, type Location } from './address.ts';
import { chooseTheme, currentTheme, type Theme } from './theme.ts';

const PLACES: readonly { readonly name: string; readonly label: string }[] = [
  { name: '', label: 'Catalogue' },
  { name: 'try', label: 'Try it' },
  { name: 'diff', label: 'Compare' },
  { name: 'gateways', label: 'Gateways' },
  { name: 'settings', label: 'Settings' },
];

export function Navigation({ location }: { readonly location: Location }): JSX.Element {
  const first = location.segments[0] ?? '';
  const current = first === 'subjects' ? '' : first;
  return (
    <header class="side">
      <Link class="brand" to={href([])} label="Sluice">
        <img src={new URL('../icon.svg', import.meta.url).href} alt="" /> Sluice
      </Link>
      <nav aria-label="Pages">
        <ul class="nav">
          {PLACES.map(({ name, label }) => (
            <li key={name}>
              <Link to={href(name === '' ? [] : [name])} current={name === current}>
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div class="side-foot">
        <ThemeChoice />
        <Caller />
      </div>
    </header>
  );
}

function ThemeChoice(): JSX.Element {
  const [theme, setTheme] = useState(currentTheme);
  const choose = (chosen: Theme): void => {
    setTheme(chosen);
    chooseTheme(chosen);
  };
  return (
    <select class="input" aria-label="Colours" value={theme} onChange={({ currentTarget }) => choose(currentTarget.value as Theme)}>
      <option value="system">System colours</option>
      <option value="light">Light</option>
      <option value="dark">Dark</option>
    </select>
  );
}
