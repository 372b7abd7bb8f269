/** An answer of the API as its clients see it. */
export interface Answer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  readonly text: string;
}

/** Asks the server's GraphQL over HTTP. */
export async function ask(
  port: number,
  token: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const body: Partial<Answer> = JSON.parse(text);
  return { data: body.data ?? null, errors: body.errors ?? [], text };
}
