/** Colours by meaning; without colours every one of them gives the text as it is. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly good: (text: string) => string;
}

const style =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001b[${open}m${text}\u001b[${close}m`;
const plain = (text: string): string => text;

export function paint(color: boolean): Paint {
  if (!color) return { strong: plain, faint: plain, bad: plain, warning: plain, good: plain };
  return {
    strong: style(1, 22),
    faint: style(2, 22),
    bad: style(31, 39),
    warning: style(33, 39),
    good: style(32, 39),
  };
}
