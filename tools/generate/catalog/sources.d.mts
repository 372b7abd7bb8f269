export const source: string;
/** The files behind a control's verdicts, from its own file. */
export function filesThatDecide(file: string): string[];
