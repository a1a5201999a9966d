/** Which checks are made of what, in order. One place, so that the report's list is fixed. */
import type { Check } from './check.ts';
import { archive } from './checks/archive.ts';
import { bag } from './checks/bag.ts';
import { chainBlock } from './checks/chain-block.ts';
import { chainConfirmations } from './checks/chain-confirmations.ts';
import { chainSeal } from './checks/chain-seal.ts';
import { checkpoint } from './checks/checkpoint.ts';
import { consistency } from './checks/consistency.ts';
import { containerSignature } from './checks/container-signature.ts';
import { contents } from './checks/contents.ts';
import { documents } from './checks/documents.ts';
import { entries } from './checks/entries.ts';
import { inPackage } from './checks/in-package.ts';
import { inclusion } from './checks/inclusion.ts';
import { legalList } from './checks/legal-list.ts';
import { arbitration } from './checks/loan/arbitration.ts';
import { assignment } from './checks/loan/assignment.ts';
import { claim } from './checks/loan/claim.ts';
import { disbursement } from './checks/loan/disbursement.ts';
import { environment } from './checks/loan/environment.ts';
import { notice } from './checks/loan/notice.ts';
import { payments } from './checks/loan/payments.ts';
import { prompting } from './checks/loan/prompting.ts';
import { provenance } from './checks/loan/provenance.ts';
import { repayments } from './checks/loan/repayments.ts';
import { service } from './checks/loan/service.ts';
import { signer } from './checks/loan/signer.ts';
import { userKey } from './checks/loan/user-key.ts';
import { manifests } from './checks/manifests.ts';
import { oneItem } from './checks/one-item.ts';
import { receiptForm } from './checks/receipt-form.ts';
import { records } from './checks/records.ts';
import { reportSignature } from './checks/report-signature.ts';
import { sequence } from './checks/sequence.ts';
import { statementCertificates } from './checks/statement-certificates.ts';
import { statementSignatures } from './checks/statement-signatures.ts';
import { streamHeads } from './checks/stream-heads.ts';
import { streamOpening } from './checks/stream-opening.ts';
import { timeOrder } from './checks/time-order.ts';
import { timestamp } from './checks/timestamp.ts';
import { timestampRenewal } from './checks/timestamp-renewal.ts';
import { trustSource } from './checks/trust-source.ts';
import { witnesses } from './checks/witnesses.ts';
import type { Group, ReportKind } from './report.ts';

/** The fixed lists; their order and ids belong to the report's version. */
export const CHECKS: Readonly<Record<ReportKind, readonly Check[]>> = {
  package: [
    archive,
    bag,
    manifests,
    contents,
    entries,
    records,
    documents,
    inclusion,
    trustSource,
    statementSignatures,
    statementCertificates,
    checkpoint,
    witnesses,
    consistency,
    chainConfirmations,
    chainBlock,
    chainSeal,
    containerSignature,
    reportSignature,
    timestamp,
    timestampRenewal,
    timeOrder,
    streamOpening,
    sequence,
    streamHeads,
    repayments,
    provenance,
    environment,
    signer,
    userKey,
    prompting,
    arbitration,
    disbursement,
    payments,
    notice,
    claim,
    assignment,
    service,
    legalList,
  ],
  receipt: [
    receiptForm,
    entries,
    records,
    documents,
    inclusion,
    trustSource,
    statementSignatures,
    statementCertificates,
    checkpoint,
    witnesses,
    chainConfirmations,
    chainSeal,
    timestamp,
    timestampRenewal,
    timeOrder,
    streamOpening,
    inPackage,
    oneItem,
    legalList,
  ],
  'tlog-proof': [
    entries,
    inclusion,
    trustSource,
    statementSignatures,
    statementCertificates,
    checkpoint,
    witnesses,
    legalList,
  ],
};

/** Verdicts that a container of each kind can establish at all. */
export const ESTABLISHES: Readonly<Record<ReportKind, readonly Group[]>> = {
  package: ['integrity', 'origin', 'time', 'completeness', 'legal'],
  receipt: ['integrity', 'origin', 'time'],
  'tlog-proof': ['integrity', 'origin'],
};
