/** The room's surface: the development PKI, and certificates on demand for tests and tools. */
export { type GenerateOptions, generatePki } from './generate.ts';
export {
  type CrlInput,
  type Issued,
  type IssueInput,
  type Issuer,
  issueCertificate,
  issueCrl,
} from './issue.ts';
export { type Authority, ensurePki, type Identity, loadPki, type Pki } from './load.ts';
export { AUTHORITIES, type AuthorityName, IDENTITIES, type IdentityName, PROFILES } from './profiles.ts';
