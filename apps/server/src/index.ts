export { serverConfiguration } from './configuration.js';
export { serverErrors } from './errors.js';
