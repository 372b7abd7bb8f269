export { fakeApiServer, fakeList, fakePod, fakeStatus } from './fake-api-server.js';
export type { FakeApiServer, FakeRequest } from './fake-api-server.js';
