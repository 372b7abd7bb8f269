export { fakeApiServer, fakeList, fakePod, fakeStatus } from './fake-api-server.js';
export type { FakeApiServer, FakeRequest, FakeTls } from './fake-api-server.js';
