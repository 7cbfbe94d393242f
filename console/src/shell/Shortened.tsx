/** A name in a table: cut where it is long, and whole in its title. */

export function Shortened({ text }: { text: string }) {
  return (
    <span className="shortened" title={text}>
      {text}
    </span>
  );
}
