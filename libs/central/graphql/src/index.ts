export { graphqlErrors } from './errors.js';
