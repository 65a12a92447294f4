// One constructed style sheet for every shadow tree: no inline style, so a portal's strict policy holds.

import styles from "./styles.css?inline";

let made: CSSStyleSheet | undefined;

export function sheet(): CSSStyleSheet {
  if (!made) {
    made = new CSSStyleSheet();
    made.replaceSync(styles);
  }
  return made;
}
