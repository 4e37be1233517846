import type { ComponentChildren, JSX } from 'preact';

interface TableProps {
  /** What the box is called in which a wide table scrolls. */
  readonly label: string;
  /** What is in the rows, and in which order; read out, and not seen. */
  readonly caption: string;
  readonly columns: readonly ComponentChildren[];
  readonly class?: string;
  /**
   * On a phone a row is a list of its cells, which name their column by `data-label`. That takes the meaning of a table away, so the
   * rows and cells have to say their roles.
   */
  readonly isCards?: boolean;
  readonly children: ComponentChildren;
}

/** Rows under the names of their columns, in a box of their own that scrolls by keyboard as well. */
export function Table({ label, caption, columns, isCards = false, children, ...rest }: TableProps): JSX.Element {
  const roleOf = <Role extends string>(role: Role): Role | undefined => (isCards ? role : undefined);
  const classes = ['table', ...(isCards ? ['cards'] : []), ...(rest.class === undefined ? [] : [rest.class])];
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={label}>
      <table class={classes.join(' ')} role={roleOf('table')}>
        <caption class="hidden-text">{caption}</caption>
        <thead role={roleOf('rowgroup')}>
          <tr role={roleOf('row')}>
            {columns.map((column, at) => (
              <th key={at} scope="col" role={roleOf('columnheader')}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role={roleOf('rowgroup')}>{children}</tbody>
      </table>
    </div>
  );
}
