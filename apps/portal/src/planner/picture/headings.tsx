/** Headings of a table's columns. */
export const Headings = ({ names }: { readonly names: readonly string[] }) =>
  names.map((name) => (
    <th scope="col" key={name}>
      {name}
    </th>
  ));
