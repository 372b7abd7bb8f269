/** Milliseconds since 1970, as the clock gives them; rows hold the same instants as timestamptz. */
export type Instant = number;

/** As a parameter for `$n::timestamptz`. */
export const timestamp = (instant: Instant): string => new Date(instant).toISOString();

/** A timestamptz column as an {@link Instant}: exact, and the same under every time zone and type parser. */
export const millis = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

/** An interval's row is in force at the instant that the parameter holds. */
export const inForce = (alias: string, parameter: string): string =>
  `${alias}.opened_at <= ${parameter}::timestamptz and (${alias}.closed_at is null or ${alias}.closed_at > ${parameter}::timestamptz)`;
