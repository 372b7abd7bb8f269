export { recordingQueue } from './recording-queue.js';
export type { RecordedJob } from './recording-queue.js';
