import type { ComponentChildren } from 'preact';

/** What scrolls must be reached with the keyboard (WCAG 2.1.1); not every browser sees to that by itself. */
export const reachable = { tabIndex: 0 } as const;

/** A text of a job inside another: its letters may run from right to left and leave those around it where they are. */
export const Name = ({ children }: { children: ComponentChildren }) => <bdi>{children}</bdi>;

/** The first row of a table, of which each cell names a column. */
export const TableHead = ({ columns }: { columns: readonly string[] }) => (
  <thead>
    <tr>
      {columns.map((column) => (
        <th key={column} scope="col">
          {column}
        </th>
      ))}
    </tr>
  </thead>
);
