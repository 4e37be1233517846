import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { VersionHeadResource } from '../../../core/resources.ts';
import { MOST_COMPARED } from './question.ts';

interface VersionChoiceProps {
  readonly versions: readonly VersionHeadResource[];
  /** None: those that the level asks for. */
  readonly chosen: readonly number[];
  readonly onChoose: (versions: readonly number[]) => void;
}

/** With which versions a schema is compared; the list is drawn when it is opened. */
export function VersionChoice({ versions, chosen, onChoose }: VersionChoiceProps): JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  const toggle = (version: number): void => onChoose(chosen.includes(version) ? chosen.filter((other) => other !== version) : [...chosen, version]);
  return (
    <div class="field">
      <span class="label">Compared with</span>
      <details class="version-choice" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary class="input">{chosen.length === 0 ? 'the versions that the level asks for' : `version ${chosen.join(', ')}`}</summary>
        {isOpen && (
          <fieldset>
            <legend class="hidden-text">Versions</legend>
            <p class="soft">None chosen: those that the level asks for. At most {MOST_COMPARED}.</p>
            {versions
              .toSorted((a, b) => b.version - a.version)
              .map(({ version, semver, state }) => (
                <label key={version}>
                  <input
                    type="checkbox"
                    checked={chosen.includes(version)}
                    disabled={!chosen.includes(version) && chosen.length >= MOST_COMPARED}
                    onChange={() => toggle(version)}
                  />
                  version {version} · {semver}
                  {state !== 'active' && ` · ${state}`}
                </label>
              ))}
          </fieldset>
        )}
      </details>
    </div>
  );
}
