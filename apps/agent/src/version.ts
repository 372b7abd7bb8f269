/** Told to the centre in each hello; a test keeps it equal to the package's version. */
export const AGENT_VERSION = '0.1.0';
