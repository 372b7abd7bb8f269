export { MemoryCentre } from './memory-centre.js';
export { Counted, PODS, TestStream, enrolledPeer, facts, podChange, testHandler } from './stream-harness.js';
