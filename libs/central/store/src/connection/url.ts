import { storeErrors } from '../errors.js';

export interface StoreAddress {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Reads a Postgres URL; errors name the variable, never the value. */
export function parseStoreUrl(text: string, variable: string): StoreAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:')) {
    throw storeErrors.error('STORE_URL_INVALID', `${variable} is not a postgres:// URL`, {
      details: { variable },
    });
  }
  const part = (value: string, name: string): string => {
    if (value === '') {
      throw storeErrors.error('STORE_URL_INVALID', `${variable} names no ${name}`, { details: { variable } });
    }
    return decodeURIComponent(value);
  };
  return {
    user: part(url.username, 'user'),
    password: decodeURIComponent(url.password),
    database: part(url.pathname.slice(1), 'database'),
  };
}
