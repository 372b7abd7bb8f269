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
  const decoded = (value: string): string => {
    try {
      return decodeURIComponent(value);
    } catch {
      // The decoder's own error is left out: it knows nothing more, and the value may be a password.
      throw storeErrors.error('STORE_URL_INVALID', `${variable} has a % that begins no escape`, {
        details: { variable },
        hint: 'Write special characters of the password as %XX, a % itself as %25.',
      });
    }
  };
  const part = (value: string, name: string): string => {
    if (value === '') {
      throw storeErrors.error('STORE_URL_INVALID', `${variable} names no ${name}`, { details: { variable } });
    }
    return decoded(value);
  };
  return {
    user: part(url.username, 'user'),
    password: decoded(url.password),
    database: part(url.pathname.slice(1), 'database'),
  };
}
