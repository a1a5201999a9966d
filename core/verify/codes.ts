/**
 * The closed list of codes with which a check says why, each with its sentence (docs/spec/report.md section 4). `{name}` stands for a fact, `{subject}`
 * for the file. A code is never reused with another meaning: the list belongs to the report's version.
 */
import { LOAN_CODES } from './loan-codes.ts';
import type { Text } from './report.ts';

const list = <const C extends Readonly<Record<string, readonly [en: string, zh: string]>>>(codes: C): C =>
  codes;

const SENTENCES = list({
  OK: ['The check holds.', '核验通过。'],

  // Why something was not checked
  DEPENDS_ON: [
    'Not checked, because "{check}" did not hold for {subject}.',
    '未核验：{subject} 的前置核验“{check}”未通过。',
  ],
  NOT_IN_PACKAGE: ['{subject} is not there, so it could not be checked.', '缺少 {subject}，未能核验。'],
  NOT_GIVEN: ['{subject} was not given to the verifier.', '未向核验程序提供 {subject}。'],
  NOT_YET: [
    'The receipt says "{stage}": this step had not taken place yet. Ask for the receipt again later.',
    '凭证所处阶段为“{stage}”，此步骤尚未进行；请稍后重新领取凭证。',
  ],
  ONE_ITEM: [
    'A receipt proves one item; whether a loan is complete is shown by a package.',
    '凭证只证明单项存证；贷款存证是否完整须由证据包证明。',
  ],
  PACKAGE_UNRELATED: [
    'The package does not say whether it should hold this item: {why}.',
    '该证据包与凭证无法比对：{why}。',
  ],
  ITEM_AFTER_CLOSING: [
    'The item was logged after the closing checkpoint of the package, which holds {closing} entries.',
    '该项存证的入日志时间晚于证据包的封存检查点（含 {closing} 个条目）。',
  ],
  UNPACKED: [
    'The files were given unpacked, so there is no archive to check.',
    '提供的是已解包的文件，无压缩包结构可核验。',
  ],
  TRUST_FROM_PACKAGE: [
    'The trust data is the one that came along with the evidence. Compare its fingerprint {fingerprint} with the one that the parties publish, or give the trust data yourself.',
    '所用信任数据随证据一并提供。请将其指纹 {fingerprint} 与三方公布的指纹比对，或自行提供信任数据。',
  ],
  TRUST_MISSING: ['No trust data was given, and none came along.', '未提供信任数据，证据中也不含信任数据。'],
  BLOCK_NOT_LOOKED_UP: [
    'Whether the chain holds this block and its transaction can be looked up on the chain itself only; an offline check reads what came along of them.',
    '链上是否存在该区块与交易，只能在链上查询；离线核验仅能读取随附的内容。',
  ],
  LIMIT_REACHED: ['Not checked: the limit of {limit} was reached.', '未核验：已达到限额 {limit}。'],

  // A fault of the verifier is never a pass
  INTERNAL_FAULT: ['The verifier failed at this check: {message}', '核验程序在此项核验中发生故障：{message}'],

  // Archive and bag
  ZIP_STRUCTURE: [
    'The archive is damaged or not of the one form allowed: {subject} {rule}.',
    '压缩包已损坏或不符合唯一允许的格式：{subject} {rule}。',
  ],
  ZIP_NAME: [
    'The archive holds the name {subject}, which {rule}.',
    '压缩包含有不允许的文件名 {subject}：{rule}。',
  ],
  ZIP_CRC: [
    '{subject} has been changed or is damaged: its checksum in the archive differs.',
    '{subject} 已被改动或损坏：与压缩包内校验和不符。',
  ],
  BAG_FORMAT: [
    '{subject} is not as the package format demands: {rule}.',
    '{subject} 不符合证据包格式：{rule}。',
  ],
  MANIFEST_FORMAT: ['The manifest {subject} cannot be read: {rule}.', '清单 {subject} 无法读取：{rule}。'],
  FILE_MISSING: ['{subject} is missing.', '缺少文件 {subject}。'],
  FILE_NOT_LISTED: [
    '{subject} is in the package, but no manifest lists it.',
    '证据包含有清单未列出的文件 {subject}。',
  ],
  FILE_SHA256: [
    '{subject} has been changed: its SHA-256 digest differs from the manifest.',
    '{subject} 已被改动：SHA-256 摘要与清单不符。',
  ],
  FILE_SM3: [
    '{subject} has been changed: its SM3 digest differs from the manifest.',
    '{subject} 已被改动：SM3 摘要与清单不符。',
  ],
  FILE_UNKNOWN: ['{subject} has no place in a package.', '{subject} 不属于证据包应有的文件。'],
  CONTAINER_FORMAT: [
    'The signature of the container cannot be read: {subject} {rule}.',
    '证据包整体签名无法读取：{subject} {rule}。',
  ],
  CONTAINER_SIGNATURE: [
    'The signature over the whole package does not hold ({reason}).',
    '证据包整体签名无效（{reason}）。',
  ],
  CONTAINER_CERTIFICATE: [
    'The certificate that signed the whole package was not good for it at that time ({reason}).',
    '对证据包整体签名的证书当时不符合要求（{reason}）。',
  ],
  CONTAINER_TIME: [
    'The signature over the whole package carries no valid timestamp ({reason}).',
    '证据包整体签名没有有效的时间戳（{reason}）。',
  ],
  REPORT_NONE: [
    'There is no report for people among what was checked; the evidence does not need one.',
    '所核验的内容中没有供阅读的核验报告；证据本身不依赖该报告。',
  ],
  REPORT_SIGNATURE: [
    'The report {subject} is not signed as a whole, or the signature does not hold ({reason}).',
    '核验报告 {subject} 未经全文签名，或签名无效（{reason}）。',
  ],
  REPORT_TIME: [
    'The signature of the report {subject} carries no valid timestamp ({reason}).',
    '核验报告 {subject} 的签名没有有效的时间戳（{reason}）。',
  ],
  REPORT_CERTIFICATE: [
    'The certificate that signed the report {subject} was not good for it at that time ({reason}).',
    '签署核验报告 {subject} 的证书当时不符合要求（{reason}）。',
  ],
  REPORT_SIGNER: [
    'The report {subject} was signed by {found}, but the package was put together by {expected}.',
    '核验报告 {subject} 由 {found} 签署，而证据包由 {expected} 制作。',
  ],
  REPORT_DIFFERS: [
    'The report {subject} does not enclose the machine-readable report that lies beside it, {beside}.',
    '核验报告 {subject} 所附的机读报告与 {beside} 不一致。',
  ],
  PACKAGE_FORMAT: ['{subject} cannot be read: {rule}.', '{subject} 无法读取：{rule}。'],
  RECEIPT_FORMAT: ['The receipt cannot be read: {rule}.', '凭证无法读取：{rule}。'],

  // Entries, records, documents, inclusion
  ENTRY_FORMAT: [
    'The log entry {subject} is not in its canonical form: {rule}.',
    '日志条目 {subject} 不符合规范格式：{rule}。',
  ],
  ENTRY_SEQUENCE: [
    'The log entry {subject} has number {found} in its stream, not {expected}.',
    '日志条目 {subject} 在流中的序号为 {found}，而非 {expected}。',
  ],
  ENTRY_STREAM: ['The log entry {subject} belongs to another loan.', '日志条目 {subject} 属于另一笔贷款。'],
  RECORD_FORMAT: [
    'The evidence record {subject} cannot be read: {rule}.',
    '存证记录 {subject} 无法读取：{rule}。',
  ],
  STATEMENT_DIFFERS: [
    'The evidence record {subject} is not the one whose statement was logged.',
    '存证记录 {subject} 与写入日志的声明不一致。',
  ],
  DISCLOSURE_UNMATCHED: [
    'The evidence record {subject} discloses something that was never signed.',
    '存证记录 {subject} 含有未经签名的披露内容。',
  ],
  DISCLOSURE_INVALID: [
    'A disclosure of the evidence record {subject} is not valid: {rule}.',
    '存证记录 {subject} 的披露内容无效：{rule}。',
  ],
  RECORD_SCHEMA: [
    'The evidence record {subject} does not follow its document type: {rule}.',
    '存证记录 {subject} 不符合其文件类型：{rule}。',
  ],
  LOAN_DIFFERS: ['The evidence record {subject} is of another loan.', '存证记录 {subject} 属于另一笔贷款。'],
  TYPE_DIFFERS: [
    'The evidence record {subject} is of type {found}, not {expected}.',
    '存证记录 {subject} 的类型为 {found}，而非 {expected}。',
  ],
  DOCUMENT_UNKNOWN: [
    'The evidence record does not name the document {subject}.',
    '存证记录未载明文件 {subject}。',
  ],
  DOCUMENT_SIZE: [
    'The document {subject} has {found} bytes; {expected} were recorded.',
    '文件 {subject} 为 {found} 字节，存证记录为 {expected} 字节。',
  ],
  DOCUMENT_SHA256: [
    'The document {subject} is not the one recorded: its SHA-256 digest differs.',
    '文件 {subject} 与存证时不同：SHA-256 摘要不符。',
  ],
  DOCUMENT_SM3: [
    'The document {subject} is not the one recorded: its SM3 digest differs.',
    '文件 {subject} 与存证时不同：SM3 摘要不符。',
  ],
  PROOF_FORMAT: [
    'The inclusion proof {subject} cannot be read: {rule}.',
    '包含证明 {subject} 无法读取：{rule}。',
  ],
  PROOF_INDEX: [
    'The inclusion proof {subject} is for entry {found} of the log, not {expected}.',
    '包含证明 {subject} 对应日志第 {found} 条，而非第 {expected} 条。',
  ],
  PROOF_CHECKPOINT: [
    'The inclusion proof {subject} leads to another checkpoint than the one of the package.',
    '包含证明 {subject} 指向的检查点与证据包的检查点不同。',
  ],
  NOT_INCLUDED: [
    'The log entry of {subject} is not in the log at this checkpoint.',
    '{subject} 的日志条目不在该检查点的日志中。',
  ],

  // Trust, signatures, witnesses, chain
  TRUST_FORMAT: ['The trust data {subject} cannot be read: {rule}.', '信任数据 {subject} 无法读取：{rule}。'],
  TRUST_FILES: ['{subject} is not what the trust data says.', '{subject} 与信任数据不一致。'],
  STATEMENT_FORMAT: [
    'The statement in {subject} cannot be read: {rule}.',
    '{subject} 中的声明无法读取：{rule}。',
  ],
  STATEMENT_SIGNATURE: [
    'The statement in {subject} does not carry a valid signature of {signer}.',
    '{subject} 中的声明签名无效（签名者：{signer}）。',
  ],
  STATEMENT_BATCH: [
    'The statement in {subject} is not part of the batch that {signer} signed.',
    '{subject} 中的声明不属于 {signer} 签名的批次。',
  ],
  CERTIFICATE_UNKNOWN: [
    'The certificate that signed {subject} is not in the trust data.',
    '签署 {subject} 的证书不在信任数据中。',
  ],
  CERTIFICATE_PATH: [
    'The certificate that signed {subject} does not lead to a trusted authority: {rule}.',
    '签署 {subject} 的证书无法追溯到受信任的机构：{rule}。',
  ],
  CERTIFICATE_EXPIRED: [
    'The certificate that signed {subject} was not valid at that time ({at}).',
    '签署 {subject} 时（{at}），其证书不在有效期内。',
  ],
  CERTIFICATE_PURPOSE: [
    'The certificate that signed {subject} is not for signing statements.',
    '签署 {subject} 的证书不具备签署声明的用途。',
  ],
  CERTIFICATE_REVOKED: [
    'The certificate that signed {subject} had been revoked before.',
    '签署 {subject} 的证书此前已被吊销。',
  ],
  FILING_ORGANISATION: [
    '{subject} says it was filed by {expected}, but {found} signed it.',
    '{subject} 载明提交机构为 {expected}，实际签名机构为 {found}。',
  ],
  FILING_ROLE: [
    '{subject} says it was signed by the {expected}, but the certificate is that of the {found}.',
    '{subject} 载明签名方为 {expected}，但证书属于 {found}。',
  ],
  CHECKPOINT_FORMAT: [
    'The checkpoint {subject} cannot be read: {rule}.',
    '检查点 {subject} 无法读取：{rule}。',
  ],
  CONSISTENCY_FORMAT: ['{subject} cannot be read: {rule}.', '{subject} 无法读取：{rule}。'],
  CONSISTENCY_ENDS: [
    '{subject} does not lead from the first checkpoint of the loan to the closing one: {found} instead of {expected}.',
    '{subject} 未能连接该笔贷款的首个检查点与封存检查点：应为 {expected}，实为 {found}。',
  ],
  CONSISTENCY_PROOF: [
    'The log did not only grow between its {from} and its {to} entries: {subject} does not hold.',
    '日志自 {from} 个条目至 {to} 个条目之间并非只有追加：{subject} 不成立。',
  ],
  CONSISTENCY_WITNESSES: [
    'The first checkpoint {subject} lacks valid cosignatures of {missing}.',
    '首个检查点 {subject} 缺少 {missing} 的有效联署。',
  ],
  CHECKPOINT_DIFFERS: [
    'The checkpoint {subject} is not the closing one that the package names.',
    '检查点 {subject} 不是证据包所述的封存检查点。',
  ],
  ORIGIN_UNKNOWN: [
    'The log {found} is not the one that you trust, {expected}.',
    '日志 {found} 不是您所信任的日志 {expected}。',
  ],
  LOG_SIGNATURE: [
    'The checkpoint {subject} does not carry a valid signature of the log.',
    '检查点 {subject} 没有有效的日志签名。',
  ],
  COSIGNATURE_INVALID: [
    'The cosignature {key} on {subject} is not valid.',
    '{subject} 上的见证签名 {key} 无效。',
  ],
  COSIGNATURE_MISSING: [
    'The {party} has not witnessed {subject} with all its keys.',
    '{party} 未以其全部密钥见证 {subject}。',
  ],
  QUORUM_NOT_MET: [
    'The witnesses of {subject} are fewer than the policy demands.',
    '{subject} 的见证数量未达到策略要求。',
  ],
  SEAL_FORMAT: [
    'The chain confirmations {subject} cannot be read: {rule}.',
    '链上确认 {subject} 无法读取：{rule}。',
  ],
  SEAL_DIFFERS: [
    '{subject} is about another {what}: {found} instead of {expected}.',
    '{subject} 所述 {what} 不符：应为 {expected}，实为 {found}。',
  ],
  CONFIRMATION_INVALID: [
    'The confirmation of the {party} is not a valid signature.',
    '{party} 的确认签名无效。',
  ],
  CONFIRMATION_SIGNER: [
    'The confirmation of the {party} was signed by {found}, who is not that party.',
    '{party} 的确认由 {found} 签署，并非该方。',
  ],
  CONFIRMATION_MISSING: ['The {party} has not confirmed.', '{party} 未作确认。'],
  BLOCK_FORMAT: [
    'The block of the seal, {subject}, cannot be read: {rule}.',
    '封存所在区块 {subject} 无法读取：{rule}。',
  ],
  BLOCK_DIFFERS: [
    '{subject} shows another {what} than the seal names: {found} instead of {expected}.',
    '{subject} 所示 {what} 与封存所载不符：应为 {expected}，实为 {found}。',
  ],
  BLOCK_PROOF: [
    'The {what} in {subject} is not in the block whose header is there.',
    '{subject} 中的 {what} 不在其所示区块头的区块之中。',
  ],
  BLOCK_EVENT: [
    'The receipt in {subject} holds no event by which the contract sealed this checkpoint.',
    '{subject} 中的回执没有合约封存该检查点的事件。',
  ],

  // Time
  TIMESTAMP_FORMAT: [
    'The timestamp {subject} cannot be read: {rule}.',
    '时间戳 {subject} 无法读取：{rule}。',
  ],
  TIMESTAMP_IMPRINT: [
    'The timestamp {subject} was made over something else than this checkpoint.',
    '时间戳 {subject} 并非针对该检查点签发。',
  ],
  TIMESTAMP_SIGNATURE: [
    'The signature of the timestamp {subject} does not hold: {rule}.',
    '时间戳 {subject} 的签名不成立：{rule}。',
  ],
  TIMESTAMP_CERTIFICATE: [
    'The certificate of the timestamp {subject} does not hold: {rule}.',
    '时间戳 {subject} 的证书不成立：{rule}。',
  ],
  RENEWAL_IMPRINT: [
    'The renewal {subject} was not made over the timestamp before it, {of}.',
    '续期时间戳 {subject} 并非针对其前一时间戳 {of} 签发。',
  ],
  RENEWAL_HASHES: [
    'The digests by which everything was hashed anew do not fit: {subject} does not cover {what}.',
    '重新计算的摘要不符：{subject} 未涵盖 {what}。',
  ],
  RENEWAL_LATE: [
    'The renewal {subject} of {at} came too late: the certificate of the timestamp before it could be relied on until {standsUntil} ({reason}).',
    '续期时间戳 {subject}（{at}）签发过迟：前一时间戳的证书有效期至 {standsUntil}（{reason}）。',
  ],
  RENEWAL_DUE: [
    'The certificate of the newest timestamp, {subject}, can no longer be relied on by itself (good until {standsUntil}; {reason}), and there is no renewal. The timestamp still proves what it proved at its time; ask for the package anew if its age itself is in doubt.',
    '最新时间戳 {subject} 的证书已不能单独作为依据（有效期至 {standsUntil}；{reason}），且未续期。该时间戳对其签发之时的证明力不变；如对其签发时间本身有疑问，请重新领取证据包。',
  ],
  TIME_ORDER: [
    '{later} ({laterAt}) must not be earlier than {earlier} ({earlierAt}).',
    '{later}（{laterAt}）不应早于 {earlier}（{earlierAt}）。',
  ],

  // Completeness
  STREAM_OPENING: [
    'The loan number and its blinding value do not lead to the stream of these entries.',
    '贷款编号与盲化值不能得出这些条目所属的流。',
  ],
  GAP_IN_SEQUENCE: ['Item {missing} of the loan is missing.', '缺少该笔贷款的第 {missing} 项存证。'],
  LINK_BROKEN: [
    'The log entry {subject} does not follow the one before it.',
    '日志条目 {subject} 与前一条目不相衔接。',
  ],
  ITEM_LEFT_OUT: [
    'The package leaves out item {sequence} of the loan, which this receipt proves.',
    '证据包遗漏了本凭证所证明的该笔贷款第 {sequence} 项存证。',
  ],
  ITEM_DIFFERS: [
    'Item {sequence} of the package is another than the one that this receipt proves: two histories of the log were shown.',
    '证据包中的第 {sequence} 项与本凭证所证明的不同：日志曾出示过两种历史。',
  ],
  SECOND_STREAM: [
    'The receipt proves an item of the same loan in another stream of the log, which the package does not show.',
    '本凭证证明同一笔贷款在日志中另有一个流，而证据包未予出示。',
  ],
  TAIL_NOT_SHOWN: [
    'The {party} does not attest that the loan ends here, so later items may be left out.',
    '{party} 未证明该笔贷款的存证到此为止，后续存证可能被遗漏。',
  ],
  HEAD_FORMAT: [
    'The stream head {subject} cannot be read: {rule}.',
    '流末尾声明 {subject} 无法读取：{rule}。',
  ],
  HEAD_SIGNATURE: [
    'The stream head {subject} does not carry a valid signature of the {party}.',
    '流末尾声明 {subject} 没有 {party} 的有效签名。',
  ],
  HEAD_DIFFERS: [
    'The stream head {subject} is about another {what}: {found} instead of {expected}.',
    '流末尾声明 {subject} 所述 {what} 不符：应为 {expected}，实为 {found}。',
  ],

  ...LOAN_CODES,
});

export type CheckCode = keyof typeof SENTENCES;

export const CHECK_CODES = Object.keys(SENTENCES) as readonly CheckCode[];

/** The sentence with its placeholders, as the specification lists it. */
export function sentenceTemplate(code: CheckCode): Text {
  const [en, zh] = SENTENCES[code];
  return { en, zh };
}
