import { cliErrors } from '../errors.js';

/** The GraphQL API as a client sees it: what `up` shows is read back through it. */
export interface Api {
  readonly url: string;
  readonly query: <Data>(text: string, variables?: Readonly<Record<string, unknown>>) => Promise<Data>;
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** The API of this machine's centre. @throws API_FAILED with the first error's code and message */
export const openApi = (port: number, token: string): Api => openApiAt(`http://127.0.0.1:${port}`, token);

/** @param url origin of the API, with or without a slash @throws API_FAILED from its function */
export function openApiAt(origin: string, token: string): Api {
  const url = origin.replace(/\/+$/, '');
  return {
    url,
    query: async <Data>(text: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> => {
      const { status, answer } = await post<Data>(url, token, JSON.stringify({ query: text, variables }));
      if (answer.data && !answer.errors) return answer.data;
      const [first] = answer.errors ?? [];
      throw cliErrors.error(
        'API_FAILED',
        first ? `${first.extensions?.code ?? 'ERROR'}: ${first.message}` : `${url} answered with ${status}`,
      );
    },
  };
}

async function post<Data>(url: string, token: string, body: string) {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
    });
    return { status: response.status, answer: (await response.json()) as Answer<Data> };
  } catch (cause) {
    const why = cause instanceof Error && cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
    throw cliErrors.error('API_FAILED', `no GraphQL API answers at ${url}${why}`, { cause });
  }
}
