export { yamlErrors } from './errors.js';
export { readDocuments } from './documents/read-documents.js';
export { readYamlDocument } from './documents/read-document.js';
export { writeDocuments } from './write/write-documents.js';
export type { ReadDocument } from './documents/read-documents.js';
export { locateLines } from './locate/locate.js';
export type { Locate } from './locate/locate.js';
export type { JsonValue } from './json-value.js';
