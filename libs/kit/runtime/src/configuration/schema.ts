/** What every field of a configuration says of itself; the reference page is rendered from it. */
interface FieldCommon {
  /** The environment variable, in the library's own prefix: `STORE_POOL_SIZE`. */
  readonly variable: string;
  readonly meaning: string;
  /** A secret may also come from the file that `<variable>_FILE` names, and is never printed. */
  readonly secret?: boolean;
  /** False when the field may stay unset without a default; its value is then undefined. */
  readonly required?: boolean;
}

export type Field = FieldCommon &
  (
    | { readonly kind: 'text' | 'url'; readonly default?: string }
    /** A whole number; `port` is 0..65535. */
    | {
        readonly kind: 'integer' | 'port';
        readonly default?: number;
        readonly min?: number;
        readonly max?: number;
      }
    /** Written as `250ms`, `30s`, `5m`, `24h`; read as milliseconds. */
    | { readonly kind: 'duration'; readonly default?: number; readonly min?: number; readonly max?: number }
    /** `true` or `false`. */
    | { readonly kind: 'boolean'; readonly default?: boolean }
    | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default?: string }
  );

export type Schema = Readonly<Record<string, Field>>;

type Raw<F extends Field> = F extends { readonly kind: 'choice'; readonly choices: readonly (infer C)[] }
  ? C
  : F['kind'] extends 'integer' | 'port' | 'duration'
    ? number
    : F['kind'] extends 'boolean'
      ? boolean
      : string;

type Optional<F extends Field> = F extends { readonly default: string | number | boolean }
  ? false
  : F extends { readonly required: false }
    ? true
    : false;

/** The frozen, typed values of a schema. */
export type Values<S extends Schema> = {
  readonly [K in keyof S]: Optional<S[K]> extends true ? Raw<S[K]> | undefined : Raw<S[K]>;
};

/** Declares a library's configuration once. */
export function defineConfiguration<const S extends Schema>(schema: S): S {
  return schema;
}
