export { FakeEnrollment, randomAgent } from './fake-enrollment.js';
export { FakeStreams } from './fake-streams.js';
export type { SeenStream } from './fake-streams.js';
export { STREAM_HANDLER_CONTRACT } from './stream-handler-contract.js';
export type { StreamHandlerCase, StreamHandlerHarness } from './stream-handler-contract.js';
export { rawStream, startTestLink, testCertificate } from './test-link.js';
export type { TestCertificate, TestLink } from './test-link.js';
