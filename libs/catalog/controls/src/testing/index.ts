export { CASES } from './cases.js';
