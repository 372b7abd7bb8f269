export { describeTestbed } from './describe-testbed.js';
export { sharedTestbed } from './shared-testbed.js';
