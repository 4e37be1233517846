import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { VersionResource } from '../../../../core/resources.ts';
import { setQuery } from '../../../app/router.ts';
import { useSettled } from '../../../data/use-settled.ts';
import { visibleProse } from '../../../kit/visible-text.ts';
import { schemaTree } from './schema-tree.ts';
import { findPointer, firstOpened, searchTree, type TreeSearch } from './search-tree.ts';
import { TreeNode, type TreeView } from './tree-node.tsx';

interface SchemaTabProps {
  /** Bundled. */
  readonly version: VersionResource;
  /** A JSON Pointer to go to. */
  readonly at: string | undefined;
  readonly find: string;
}

/** Rows that "open all" opens; more nobody reads at once. */
const ALL = 2_000;

/** A schema for people: members with what holds for them, opened level by level. */
export function SchemaTab({ version: { schema, dialect }, at, find }: SchemaTabProps): JSX.Element {
  const root = useMemo(() => schemaTree(schema, dialect), [schema, dialect]);
  const found = useFound(root, { find: useSettled(find.trim()), at });
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => firstOpened(root));
  useEffect(() => setOpened(firstOpened(root)), [root]);
  const view: TreeView = {
    isOpen: (key) => opened.has(key) || found?.shown.has(key) === true,
    toggle: (key) =>
      setOpened((before) => {
        const after = new Set(before);
        if (!after.delete(key)) after.add(key);
        return after;
      }),
    found,
    isSearch: find.trim() !== '',
  };
  useScrollTo(at, found);
  return (
    <div class="stack schema-tab">
      <div class="row spread">
        <input
          class="input find"
          type="search"
          aria-label="Search in the schema"
          placeholder="Search names, types, descriptions, values"
          value={find}
          onInput={({ currentTarget }) => setQuery({ find: currentTarget.value, at: undefined })}
        />
        <div class="row">
          <button type="button" class="button" onClick={() => setOpened(firstOpened(root, ALL))}>
            Open all
          </button>
          <button type="button" class="button" onClick={() => setOpened(new Set([root.key]))}>
            Close all
          </button>
        </div>
      </div>
      <p class="small soft" role="status">
        {found !== undefined && view.isSearch && countOf(found)}
      </p>
      {found !== undefined && found.matches.size === 0 && !view.isSearch && (
        <p class="small">There is no place {visibleProse(at ?? '')} in what this schema describes.</p>
      )}
      {(found === undefined || found.matches.size > 0 || !view.isSearch) && (
        <ul class="tree" aria-label="What the schema says">
          <TreeNode node={root} root={root} view={view} />
        </ul>
      )}
    </div>
  );
}

function useFound(
  root: ReturnType<typeof schemaTree>,
  { find, at }: { readonly find: string; readonly at: string | undefined },
): TreeSearch | undefined {
  return useMemo(() => (find !== '' ? searchTree(root, find) : at === undefined ? undefined : findPointer(root, at)), [root, find, at]);
}

function countOf({ matches, isCut }: TreeSearch): string {
  const count = matches.size === 0 ? 'Nothing matches' : `${matches.size.toLocaleString('en')} ${matches.size === 1 ? 'match' : 'matches'}`;
  return isCut ? `${count} in the part that was looked at` : count;
}

function useScrollTo(at: string | undefined, found: TreeSearch | undefined): void {
  useEffect(() => {
    if (at === undefined || found === undefined) return;
    document.querySelector('.tree .node-row.match')?.scrollIntoView({ block: 'center' });
  }, [at, found]);
}
