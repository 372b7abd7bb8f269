export { GraphqlModule } from './graphql.module.js';
export type { EnrollmentAddress, GraphqlOptions } from './api-parts.js';
export { graphqlErrors } from './errors.js';
export { DEFAULT_LIMITS } from './limits/limits.js';
export type { Limits } from './limits/limits.js';
export { BODY_BYTES } from './http/request-body.js';
export { renderSchema } from './render-schema.js';
export { SAVED_QUERIES } from './graphiql/saved-queries.js';
