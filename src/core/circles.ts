/**
 * The strongly connected components of a graph, by member: all that a node reaches and that reaches it, sorted. `next` has for
 * each node those that it leads to, all of them nodes; a node in no circle is alone in its own.
 *
 * Tarjan's algorithm with a stack of its own, since chains may be long. Linear in nodes and edges.
 */
export function circlesOf(next: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const circles = new Map<string, readonly string[]>();
  const lower = (node: string, by: number): void => void low.set(node, Math.min(low.get(node) ?? by, by));
  const enter = (node: string): void => {
    index.set(node, index.size);
    lower(node, index.size - 1);
    open.push(node);
    isOpen.add(node);
  };
  const leave = (node: string): void => {
    if (low.get(node) !== index.get(node)) return;
    const circle = open.splice(open.lastIndexOf(node));
    const members = circle.toSorted();
    for (const member of circle) {
      isOpen.delete(member);
      circles.set(member, members);
    }
  };
  for (const root of next.keys()) {
    if (index.has(root)) continue;
    enter(root);
    const path = [{ node: root, at: 0 }];
    for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
      const to = next.get(here.node)?.[here.at];
      here.at += 1;
      if (to === undefined) {
        path.pop();
        leave(here.node);
        const parent = path.at(-1);
        if (parent !== undefined) lower(parent.node, low.get(here.node) ?? 0);
      } else if (!index.has(to)) {
        enter(to);
        path.push({ node: to, at: 0 });
      } else if (isOpen.has(to)) lower(here.node, index.get(to) ?? 0);
    }
  }
  return circles;
}
