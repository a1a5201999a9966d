/** The one-file verifier that travels in every package. */
export interface VerifierFile {
  readonly bytes: Uint8Array;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Undefined where it was not built. */
export type VerifierSource = () => VerifierFile | undefined;
