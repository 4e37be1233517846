import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/badge.tsx';
import { visibleName } from '../../../kit/visible-text.ts';
import { Marks, NodeTexts, NodeType } from './node-says.tsx';
import type { SchemaNode } from './schema-tree.ts';
import { isDefinition, type TreeSearch } from './search-tree.ts';

export interface TreeView {
  readonly isOpen: (key: string) => boolean;
  readonly toggle: (key: string) => void;
  /** What is looked for. */
  readonly found: TreeSearch | undefined;
  /** Whether only what is found is shown; else it is shown among the others. */
  readonly isSearch: boolean;
}

interface TreeNodeProps {
  readonly node: SchemaNode;
  readonly root: SchemaNode;
  readonly view: TreeView;
}

export function TreeNode({ node, root, view }: TreeNodeProps): JSX.Element {
  const isOpen = node.hasChildren && view.isOpen(node.key);
  const isMatch = view.found?.matches.has(node.key) === true;
  return (
    <li class="node">
      <div class={`node-row ${isMatch ? 'match' : ''}`}>
        <div class="node-line">
          <NodeName node={node} isOpen={isOpen} toggle={view.toggle} />
          <NodeType node={node} />
          <Marks node={node} />
          {isMatch && !view.isSearch && <Badge tone="accent">this is the place</Badge>}
        </div>
        <NodeTexts node={node} />
      </div>
      {isOpen && <Children node={node} root={root} view={view} />}
    </li>
  );
}

/** How many members are drawn at once. */
const AT_ONCE = 200;

function Children({ node, root, view }: TreeNodeProps): JSX.Element {
  const [most, setMost] = useState(AT_ONCE);
  const isWanted = (child: SchemaNode): boolean => !view.isSearch || view.found === undefined || view.found.shown.has(child.key);
  const children = node.children().filter(isWanted);
  // What the address points to is drawn, wherever it stands.
  const target = view.found === undefined || view.isSearch ? -1 : children.findIndex(({ key }) => view.found?.shown.has(key));
  const drawn = children.slice(0, Math.max(most, target + 1));
  const definitions = drawn.filter((child) => isDefinition(root, node, child));
  return (
    <>
      <ul class="tree">
        {drawn
          .filter((child) => !definitions.includes(child))
          .map((child) => (
            <TreeNode key={child.key} node={child} root={root} view={view} />
          ))}
        {definitions.length > 0 && <Definitions nodes={definitions} root={root} view={view} />}
      </ul>
      {children.length > drawn.length && (
        <button type="button" class="button more" onClick={() => setMost(most + 4 * AT_ONCE)}>
          Show {Math.min(children.length - drawn.length, 4 * AT_ONCE).toLocaleString('en')} more of{' '}
          {(children.length - drawn.length).toLocaleString('en')}
        </button>
      )}
    </>
  );
}

function Definitions({
  nodes,
  root,
  view,
}: {
  readonly nodes: readonly SchemaNode[];
  readonly root: SchemaNode;
  readonly view: TreeView;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <li class="node">
      <div class="node-row">
        <button type="button" class="node-name soft" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Twist isOpen={isOpen} />
          {nodes.length} {nodes.length === 1 ? 'definition' : 'definitions'}
        </button>
      </div>
      {isOpen && (
        <ul class="tree">
          {nodes.map((node) => (
            <TreeNode key={node.key} node={node} root={root} view={view} />
          ))}
        </ul>
      )}
    </li>
  );
}

interface NodeNameProps {
  readonly node: SchemaNode;
  readonly isOpen: boolean;
  readonly toggle: (key: string) => void;
}

function NodeName({ node, isOpen, toggle }: NodeNameProps): JSX.Element {
  const name = (
    <bdi class={node.role === 'member' || node.role === 'pattern' ? 'member-name' : 'role-name'}>
      {node.role === 'pattern' && <span class="soft">names like </span>}
      {visibleName(node.name)}
    </bdi>
  );
  if (!node.hasChildren) return <span class="node-name leaf">{name}</span>;
  return (
    <button type="button" class="node-name" aria-expanded={isOpen} onClick={() => toggle(node.key)}>
      <Twist isOpen={isOpen} />
      {name}
    </button>
  );
}

function Twist({ isOpen }: { readonly isOpen: boolean }): JSX.Element {
  return <span class={`twist ${isOpen ? 'open' : ''}`} aria-hidden="true" />;
}
