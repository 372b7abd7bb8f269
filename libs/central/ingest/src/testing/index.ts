export { MemoryCentre } from './memory-centre.js';
