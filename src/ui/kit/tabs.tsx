import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export interface Tab {
  readonly id: string;
  readonly label: string;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  /** The panel of the chosen one. */
  readonly children: ComponentChildren;
}

/** Source of the keyboard: WAI-ARIA Authoring Practices, "Tabs with automatic activation". */
export function Tabs({ label, tabs, chosen, onChoose, children }: TabsProps): JSX.Element {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      bringIntoView(
        list.current,
        tabs.findIndex((tab) => tab.id === chosen),
      ),
    [chosen],
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((tab) => tab.id === chosen);
    const next = { ArrowRight: (at + 1) % tabs.length, ArrowLeft: (at + tabs.length - 1) % tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = next === undefined ? undefined : tabs[next];
    if (next === undefined || tab === undefined) return;
    event.preventDefault();
    onChoose(tab.id);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="stack">
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}-${tab.id}`}
            aria-selected={tab.id === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={tab.id === chosen ? 0 : -1}
            onClick={() => onChoose(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`} tabIndex={0}>
        {children}
      </div>
    </div>
  );
}

/** Where they are wider than the window, the chosen one is seen; the page itself stays where it is. */
function bringIntoView(list: HTMLElement | null, at: number): void {
  const tab = list?.children[at];
  if (list === null || !(tab instanceof HTMLElement)) return;
  const [seen, own] = [list.getBoundingClientRect(), tab.getBoundingClientRect()];
  if (own.left < seen.left) list.scrollLeft += own.left - seen.left;
  else if (own.right > seen.right) list.scrollLeft += own.right - seen.right;
}
