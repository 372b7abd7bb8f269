import { defineErrors } from '@plimsoll/errors';

/** What the API refuses by itself; every other code comes from the library that decided. */
export const graphqlErrors = defineErrors({
  GRAPHQL_TOO_LARGE: {
    kind: 'exhausted',
    hint: 'Send less text: use variables and fragments, or split the query.',
  },
  GRAPHQL_TOO_MANY_TOKENS: { kind: 'exhausted', hint: 'Ask for fewer fields at once, or split the query.' },
  GRAPHQL_TOO_DEEP: { kind: 'exhausted', hint: 'Nest fewer selections.' },
  GRAPHQL_TOO_MANY_ALIASES: { kind: 'exhausted', hint: 'Ask once and use the answer, or split the query.' },
  GRAPHQL_TOO_COSTLY: { kind: 'exhausted', hint: 'Lower `first`, nest fewer lists, or split the query.' },
  GRAPHQL_PARSE_FAILED: { kind: 'invalid', hint: 'Correct the text at the place that is named.' },
  GRAPHQL_VALIDATION_FAILED: { kind: 'invalid', hint: 'Compare the query with schema.graphql.' },
  GRAPHQL_PAGE_SIZE: {
    kind: 'invalid',
    hint: 'Take `first` from 1 to 100; among the entries of one fact to 1000.',
  },
  GRAPHQL_CURSOR_INVALID: {
    kind: 'invalid',
    hint: 'Start again without `after`; a cursor belongs to one organization, filter and order.',
  },
  GRAPHQL_SOURCE_UNKNOWN: { kind: 'invalid', hint: 'Take a name from docs/sources.md, or from `sources`.' },
  GRAPHQL_ARGUMENT_INVALID: { kind: 'invalid', hint: 'Correct the argument that is named.' },
  GRAPHQL_UNAUTHENTICATED: { kind: 'unauthenticated', hint: 'Send `Authorization: Bearer <API token>`.' },
  GRAPHQL_FORBIDDEN: { kind: 'forbidden', hint: 'Use a token whose role permits this.' },
  GRAPHQL_CROSS_SITE: {
    kind: 'forbidden',
    hint: 'A browser session may be used by pages of this server only; send an API token instead.',
  },
  GRAPHQL_METHOD_NOT_ALLOWED: {
    kind: 'invalid',
    hint: 'Send the operation as POST; GET takes queries only.',
  },
  GRAPHQL_MEDIA_TYPE: { kind: 'unsupported', hint: 'Send the body with content-type application/json.' },
  GRAPHQL_BODY_INVALID: {
    kind: 'invalid',
    hint: 'Send one JSON object with `query`, and `variables` and `operationName` where they are needed.',
  },
  GRAPHQL_SUBSCRIPTION_TRANSPORT: {
    kind: 'invalid',
    hint: 'Open a WebSocket at the same path with the subprotocol graphql-transport-ws.',
  },
  GRAPHQL_TOO_MANY_OPERATIONS: {
    kind: 'exhausted',
    hint: 'Complete operations of this socket before you subscribe to more.',
  },
  GRAPHQL_FIELD_UNGUARDED: { kind: 'internal', hint: 'Give the root field a permission with @Permit.' },
  GRAPHQL_INTERNAL: { kind: 'internal', hint: 'Look for the correlation id in the log of the server.' },
});
