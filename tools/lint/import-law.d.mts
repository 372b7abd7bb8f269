export interface Row {
  readonly folder: string;
  readonly meaning: string;
  readonly may: readonly string[];
  readonly pure?: boolean;
}
export const PACKAGES: readonly string[];
export const APPS: readonly string[];
export const TOOLS: readonly string[];
export const LAW: Readonly<Record<string, Row>> & { readonly [name: string]: Row };
export const OWNERS: Readonly<Record<string, readonly string[]>>;
export function forbiddenFor(name: string): readonly string[];
