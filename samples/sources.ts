/** The systems that the sample's items come from, and the people and organisations in them. All invented. */
import type { Actor, SourcedProvenance } from '../core/evidence/record.ts';
import type { LoanData } from './data-file.ts';
import { IDENTITY_PROVIDER, SERVICE_PLATFORM } from './documents/names.ts';

const SYSTEMS = {
  app: {
    system: 'mobile-banking-app',
    version: '3.8.0',
    generator: 'person: borrower in the mobile application',
  },
  identity: {
    system: 'identity-gateway',
    version: '2.1.4',
    generator: 'automatic: identity provider callback',
  },
  signing: { system: 'e-signing-service', version: '2.4.1', generator: 'automatic: signing ceremony' },
  credit: { system: 'credit-engine', version: '7.0.2', generator: 'automatic: decision engine' },
  core: { system: 'core-banking', version: '11.2.0', generator: 'automatic: accounting' },
  collections: { system: 'collections', version: '4.0.3', generator: 'automatic: collections workflow' },
  legal: { system: 'legal-case-desk', version: '1.6.0', generator: 'person: case officer' },
  eservice: { system: 'e-service-platform', version: '1.9.5', generator: 'automatic: delivery tracking' },
  user: { system: 'user-desk', version: '0.1.0', generator: 'person: borrower' },
} as const;

export type SystemName = keyof typeof SYSTEMS;

/** @param upstream number under which the source system knows the event @param checkedAt time of the environment's self-check */
export function sourced(name: SystemName, upstream: string, checkedAt: string): SourcedProvenance {
  const { system, version, generator } = SYSTEMS[name];
  return {
    class: 'sourced',
    system,
    version,
    generator,
    upstreamReference: upstream,
    clock: { state: 'synchronised', source: 'ntp.bank.example', offsetMs: upstream.length - 12 },
    transferPath: [system, 'evidence-gateway'],
    selfCheck: { time: checkedAt, result: 'passed', tool: 'environment-check 1.3' },
  };
}

export const lender = ({ lender: { id, name } }: LoanData): Actor => ({ role: 'lender', id, name });
export const borrower = ({ borrower: { id, name } }: LoanData): Actor => ({ role: 'borrower', id, name });
export const identityProvider: Actor = { role: 'provider', id: 'demo-identity', name: IDENTITY_PROVIDER };
export const servicePlatform: Actor = { role: 'provider', id: 'demo-e-service', name: SERVICE_PLATFORM };
export const collector: Actor = {
  role: 'agent',
  id: 'demo-collections',
  name: '示例银行贷后管理部',
  authority: '贷款人内部授权',
};
export const claimAgent: Actor = {
  role: 'agent',
  id: 'demo-counsel',
  name: '赵代理',
  authority: '一般授权委托书',
};
