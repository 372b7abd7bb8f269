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

/** @throws API_FAILED with the first error's code and message */
export function openApi(port: number, token: string): Api {
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    query: async <Data>(text: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: text, variables }),
      });
      const answer = (await response.json()) as Answer<Data>;
      if (answer.data && !answer.errors) return answer.data;
      const [first] = answer.errors ?? [];
      throw cliErrors.error(
        'API_FAILED',
        first ? `${first.extensions?.code ?? 'ERROR'}: ${first.message}` : `HTTP ${response.status}`,
      );
    },
  };
}
