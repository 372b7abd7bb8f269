export const source: string;
/** The files behind a control's verdicts, from its own file. */
export function filesThatDecide(file: string): string[];
/** SHA-256 over the source of the frameworks in the folder. */
export function frameworksDigest(folder?: string): string;
