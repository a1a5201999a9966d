/** Against which keys and certificates is verified: those of this service, or a reader's own. */
import { useEffect, useRef, useState } from 'react';
import { hex, utf8 } from '../../../core/bytes.ts';
import { createWebCrypto } from '../../../core/crypto-web.ts';
import { parseTrust } from '../../../core/verify/trust.ts';
import { serviceTrust } from '../verifier.ts';

export interface ChosenTrust {
  /** Of the file that the reader gave; undefined for the service's. */
  readonly name: string | undefined;
  readonly text: string;
  readonly digest: string;
}

export interface TrustChoice {
  /** Undefined while nothing could be fetched. */
  readonly chosen: ChosenTrust | undefined;
  /** Whether it is known what there is. */
  readonly ready: boolean;
  /** Name of a file that was none. */
  readonly refused: string | undefined;
  /** What to verify with, once it is there. */
  current(): Promise<string | undefined>;
  give(file: File): Promise<void>;
  takeBack(): void;
}

const crypto = createWebCrypto();
const chosenOf = (name: string | undefined, text: string): ChosenTrust => ({
  name,
  text,
  digest: hex(crypto.sha256(utf8(text))),
});

export function useTrust(): TrustChoice {
  const [service, setService] = useState<ChosenTrust>();
  const [ready, setReady] = useState(false);
  const [own, setOwn] = useState<ChosenTrust>();
  const [refused, setRefused] = useState<string>();
  const given = useRef<ChosenTrust>(undefined);
  useEffect(() => {
    void serviceTrust().then((text) => {
      if (text !== undefined) setService(chosenOf(undefined, text));
      setReady(true);
    });
  }, []);
  const choose = (next: ChosenTrust | undefined) => {
    given.current = next;
    setOwn(next);
  };
  return {
    chosen: own ?? service,
    ready,
    refused,
    current: async () => given.current?.text ?? serviceTrust(),
    async give(file) {
      const text = await file.text();
      try {
        parseTrust(utf8(text));
      } catch {
        // What is wrong with it does not matter here: it is another file.
        return setRefused(file.name);
      }
      setRefused(undefined);
      choose(chosenOf(file.name, text));
    },
    takeBack() {
      setRefused(undefined);
      choose(undefined);
    },
  };
}
