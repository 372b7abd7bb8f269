export type { IssuedCertificate } from './issued-certificate.js';
