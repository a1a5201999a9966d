/** What each code of the closed list means on the wire: status, title and standing advice in English and Chinese. Source of docs/errors.md. */
import type { ServiceErrorCode } from '../errors.ts';
import { ACCESS_PROBLEMS } from './problems/access.ts';
import { CASE_PROBLEMS } from './problems/cases.ts';
import { FILING_KINDS } from './problems/filing.ts';
import { PEOPLE_PROBLEMS } from './problems/people.ts';
import { PRIVACY_PROBLEMS } from './problems/privacy.ts';

export type Language = 'en' | 'zh';

export interface ProblemKind {
  readonly status: number;
  readonly title: Readonly<Record<Language, string>>;
  /** What the caller (or the operator, for 5xx) does about it. */
  readonly remedy: Readonly<Record<Language, string>>;
}

const kind = (
  status: number,
  title: readonly [en: string, zh: string],
  remedy: readonly [en: string, zh: string],
): ProblemKind => ({
  status,
  title: { en: title[0], zh: title[1] },
  remedy: { en: remedy[0], zh: remedy[1] },
});

const RETRY_LATER = ['Send the same request again later.', '请稍后重发同一请求。'] as const;
const ASK_OPERATOR = [
  'Ask the operator of the service; the request id finds the entry in its log.',
  '请联系服务运营方，并提供请求编号以便查找日志。',
] as const;

/** Total by type: a code without an entry does not compile. */
export const PROBLEMS: Readonly<Record<ServiceErrorCode, ProblemKind>> = {
  JSON_INVALID: kind(
    400,
    ['The JSON is malformed', 'JSON 格式错误'],
    [
      'Send one RFC 8259 value in UTF-8: no duplicate member names, no more nesting than the limit.',
      '请发送符合 RFC 8259 的 UTF-8 JSON：成员名不得重复，嵌套层数不得超限。',
    ],
  ),
  REQUEST_INVALID: kind(
    400,
    ['The request does not follow its schema', '请求不符合接口规范'],
    [
      'Compare the named members with /openapi.json and send the request again.',
      '请对照 /openapi.json 检查所列成员后重新发送。',
    ],
  ),
  UNSUPPORTED_MEDIA_TYPE: kind(
    415,
    ['The content type is not accepted here', '不支持的内容类型'],
    [
      'Send the body in one of the content types named in `expected`.',
      '请使用 `expected` 中列出的内容类型发送请求体。',
    ],
  ),
  NOT_ACCEPTABLE: kind(
    406,
    ['No representation of this type exists', '无法提供所请求的表示形式'],
    ['Ask for one of the types named in `available`.', '请在 Accept 中使用 `available` 列出的类型。'],
  ),
  PAYLOAD_TOO_LARGE: kind(
    413,
    ['The content is too large', '内容过大'],
    [
      'Stay below the limit named in `limit`; send large documents one a request.',
      '请不要超过 `limit` 所示上限；较大的文件请分次提交。',
    ],
  ),
  UPLOAD_TRUNCATED: kind(
    400,
    ['The upload ended before it was complete', '上传未完成即中断'],
    [
      'Nothing was stored. Send the whole request again under the same idempotency key.',
      '未保存任何内容。请使用同一幂等键重新发送完整请求。',
    ],
  ),
  UPLOAD_MALFORMED: kind(
    400,
    ['The multipart body is malformed', 'multipart 请求体格式错误'],
    [
      'Send one part `record` or `statement` and the documents as parts named `documents`, each with a file name.',
      '请发送一个名为 `record` 或 `statement` 的部分，文件部分命名为 `documents` 并带文件名。',
    ],
  ),
  METHOD_NOT_ALLOWED: kind(
    405,
    ['This method is not offered here', '该地址不支持此方法'],
    ['Use one of the methods named in `allowed`.', '请使用 `allowed` 中列出的方法。'],
  ),
  NOT_FOUND: kind(
    404,
    ['There is nothing here for you', '未找到'],
    [
      'Check the id. Items of other organisations are answered like items that do not exist.',
      '请检查编号。其他机构的存证与不存在的存证作相同答复。',
    ],
  ),
  RATE_LIMITED: kind(
    429,
    ['Too many requests', '请求过于频繁'],
    [
      'Wait for the seconds in Retry-After; file in batches.',
      '请等待 Retry-After 所示秒数，并尽量批量提交。',
    ],
  ),
  UNAUTHENTICATED: kind(
    401,
    ['A valid bearer token is needed', '需要有效的访问令牌'],
    [
      'Get a token at POST /v1/token and send it as `Authorization: Bearer`.',
      '请通过 POST /v1/token 获取令牌，并以 `Authorization: Bearer` 发送。',
    ],
  ),
  ASSERTION_INVALID: kind(
    401,
    ['The client assertion is not accepted', '客户端断言未被接受'],
    [
      "Sign a new JWT (RFC 7523) with ES256 and the organisation's certificate key: iss = sub = organisation, aud = token URL, iat, exp, jti, x5t#S256.",
      '请用机构证书私钥以 ES256 重新签发 JWT（RFC 7523）：iss = sub = 机构，aud = 令牌地址，并含 iat、exp、jti 与 x5t#S256。',
    ],
  ),
  ASSERTION_REPLAYED: kind(
    401,
    ['The client assertion was used before', '客户端断言已被使用'],
    ['Sign a new assertion with a fresh `jti` for each token.', '每次获取令牌都须使用新的 `jti` 签发断言。'],
  ),
  FORBIDDEN: kind(
    403,
    ['The token does not allow this', '令牌权限不足'],
    ['Ask for a token with the scope named in `needed`.', '请获取包含 `needed` 所列权限范围的令牌。'],
  ),
  CLOCK_SKEW: kind(
    400,
    ['The clocks differ by too much', '时钟偏差过大'],
    [
      'Synchronise the clock of the filing system (NTP), then sign anew.',
      '请校准提交系统的时钟（NTP）后重新签名。',
    ],
  ),
  ...PEOPLE_PROBLEMS,
  UNKNOWN_DOCUMENT_TYPE: kind(
    422,
    ['The document type is not known', '未知的文书类型'],
    ['Use one of the codes in docs/spec/record.md.', '请使用 docs/spec/record.md 中列出的文书类型代码。'],
  ),
  SCHEMA_INVALID: kind(
    422,
    ['The record does not follow its schema', '存证记录不符合规范'],
    [
      'Correct the members named in `problems`; docs/spec/record.md gives each field of each document type.',
      '请更正 `problems` 所列成员；各文书类型的字段见 docs/spec/record.md。',
    ],
  ),
  DIGEST_MISMATCH: kind(
    422,
    ['A document does not match its digest', '文件与其摘要不一致'],
    [
      'Nothing was stored. Hash the very file that is sent, or send the file that was hashed.',
      '未保存任何内容。请对实际发送的文件计算摘要，或发送被计算摘要的文件。',
    ],
  ),
  STATEMENT_INVALID: kind(
    422,
    ['The signed statement is malformed', '签名声明格式错误'],
    [
      'Follow docs/spec/record.md: an SD-JWT of type `evidence+sd-jwt` with all its disclosures.',
      '请遵循 docs/spec/record.md：类型为 `evidence+sd-jwt` 且包含全部披露的 SD-JWT。',
    ],
  ),
  STATEMENT_SIGNATURE_INVALID: kind(
    422,
    ["The statement's signature does not verify", '声明签名验证失败'],
    [
      'Sign with the key of the certificate named by `x5t#S256`, and send the statement unchanged.',
      '请使用 `x5t#S256` 所指证书的私钥签名，并原样发送声明。',
    ],
  ),
  STATEMENT_SIGNER_UNKNOWN: kind(
    422,
    ["The signer's certificate is not known here", '签名证书未登记'],
    [
      'Have the certificate registered with the service, or sign with one that is.',
      '请在本服务登记该证书，或使用已登记的证书签名。',
    ],
  ),
  STATEMENT_SIGNER_EXPIRED: kind(
    422,
    ["The signer's certificate is not valid at this time", '签名证书不在有效期内或已被吊销'],
    ['Sign with a certificate that is valid and not revoked now.', '请使用当前有效且未被吊销的证书签名。'],
  ),
  STATEMENT_SIGNER_WRONG_PURPOSE: kind(
    422,
    ["The signer's certificate serves another purpose", '签名证书用途不符'],
    [
      'Sign with a certificate issued for statements (digitalSignature, documentSigning).',
      '请使用为声明签名签发的证书（digitalSignature、documentSigning）。',
    ],
  ),
  STATEMENT_ORGANISATION_MISMATCH: kind(
    422,
    ['The statement speaks for another organisation', '声明所属机构不符'],
    [
      "File statements of the token's own organisation only; record, certificate and token name one organisation.",
      '只能提交令牌所属机构的声明；记录、证书与令牌须为同一机构。',
    ],
  ),
  ALGORITHM_REFUSED: kind(
    422,
    ['The signature algorithm is not accepted', '不接受该签名算法'],
    ['Use ES256 or EdDSA, the one that fits the key.', '请使用与密钥相符的 ES256 或 EdDSA。'],
  ),
  DISCLOSURE_UNMATCHED: kind(
    422,
    ['A disclosure matches no digest', '披露与任何摘要均不匹配'],
    [
      'Send exactly the disclosures that the statement was made with, unchanged.',
      '请原样发送生成声明时的全部披露。',
    ],
  ),
  DISCLOSURE_WITHHELD: kind(
    422,
    ['The statement is filed without all of its disclosures', '提交的声明缺少部分披露'],
    [
      'File the statement with every disclosure; redaction comes later, when it is handed out.',
      '提交时须包含全部披露；脱敏在对外提供时进行。',
    ],
  ),
  IDEMPOTENCY_KEY_MISSING: kind(
    400,
    ['An idempotency key is needed', '缺少幂等键'],
    [
      'Send `Idempotency-Key` (1 to 255 visible ASCII characters), new for each item and kept for its repetitions.',
      '请发送 `Idempotency-Key`（1 至 255 个可见 ASCII 字符）：每项存证使用新键，重发时保持不变。',
    ],
  ),
  IDEMPOTENCY_MISMATCH: kind(
    409,
    ['The idempotency key was used for other content', '幂等键已用于其他内容'],
    [
      'Repeat the first request unchanged, or use a new key for the new content.',
      '请原样重发首次请求，或为新内容使用新的幂等键。',
    ],
  ),
  SIGNER_UNAVAILABLE: kind(
    503,
    ['The service cannot sign for this organisation', '服务暂时无法代该机构签名'],
    [
      'File a statement signed by the organisation itself, or later.',
      '请提交由机构自行签名的声明，或稍后再试。',
    ],
  ),
  NOT_SEALED_YET: kind(
    409,
    ['The evidence is not that far yet', '存证尚未达到所需状态'],
    [
      'Wait until the receipt says so, or ask for an earlier state.',
      '请等待存证凭证显示所需状态，或请求较早的状态。',
    ],
  ),
  CONTENT_ERASED: kind(
    410,
    ['The content was erased', '内容已被删除'],
    ['The proof still stands; only the content is gone.', '证明依然有效，仅内容已被删除。'],
  ),
  PACKAGE_INVALID: kind(
    422,
    ['This is no evidence package or receipt', '不是有效的证据包或存证凭证'],
    [
      'Send a package (.zip) or a receipt (JSON or .tlog-proof) as this service issues them.',
      '请发送本服务签发的证据包（.zip）或存证凭证（JSON 或 .tlog-proof）。',
    ],
  ),
  ...ACCESS_PROBLEMS,
  ...FILING_KINDS,
  ...PRIVACY_PROBLEMS,
  ...CASE_PROBLEMS,
  OVERLOADED: kind(
    503,
    ['More is waiting than can be taken', '服务繁忙'],
    ['Send the same request again after Retry-After seconds.', '请在 Retry-After 所示秒数后重发同一请求。'],
  ),
  STOPPING: kind(503, ['The service is stopping', '服务正在停止'], RETRY_LATER),
  LOG_CONFLICT: kind(
    503,
    ['Another writer moved the log', '日志已被其他写入者推进'],
    [
      'Only one service may write a log. Stop the other one; nothing was lost or doubled.',
      '一个日志只能有一个写入服务。请停止另一个；没有数据丢失或重复。',
    ],
  ),
  LOG_DIVERGED: kind(
    503,
    ['The parties have witnessed another course of the log', '三方见证的日志与本存储不一致'],
    [
      'An older store was restored. Restore a newer one, or bring the missing entries back from a party; nothing is filed until then.',
      '恢复的是较旧的存储。请恢复较新的存储，或从任一方的副本取回缺失条目；在此之前不接受存证。',
    ],
  ),
  LOG_CORRUPT: kind(
    500,
    ['The stored log contradicts itself', '日志存储自相矛盾'],
    [
      'Stop the service and restore the store; the parties hold copies of the log.',
      '请停止服务并恢复存储；三方均持有日志副本。',
    ],
  ),
  STORE_UNAVAILABLE: kind(503, ['The store cannot be reached', '存储不可用'], RETRY_LATER),
  STORE_LOCKED: kind(
    503,
    ['Another process uses this data directory', '数据目录已被其他进程占用'],
    [
      'Stop the other process, or choose another TRISEAL_HOME.',
      '请停止另一进程，或改用其他 TRISEAL_HOME 目录。',
    ],
  ),
  DISK_FULL: kind(507, ['There is no space left', '存储空间不足'], ASK_OPERATOR),
  KEY_UNAVAILABLE: kind(503, ['A key cannot be used', '密钥不可用'], ASK_OPERATOR),
  CONTENT_CORRUPT: kind(
    500,
    ['Stored content is damaged', '存储内容已损坏'],
    [
      'Restore the blob from a backup; the damage was noticed, not served.',
      '请从备份恢复；系统发现损坏后未对外提供。',
    ],
  ),
  CHAIN_UNAVAILABLE: kind(
    503,
    ['The chain cannot be reached', '区块链节点不可用'],
    ['Filing goes on; sealing catches up by itself.', '存证不受影响；链上锚定将自动补上。'],
  ),
  CHAIN_REJECTED: kind(502, ['The chain rejected the transaction', '链上交易被拒绝'], ASK_OPERATOR),
  CHAIN_RESET: kind(
    503,
    ['The chain is not the one it was', '区块链已被重置或重组'],
    ['Checkpoints are anchored again by themselves.', '检查点将自动重新锚定。'],
  ),
  TSA_UNAVAILABLE: kind(
    503,
    ['The time-stamping authority cannot be reached', '时间戳服务不可用'],
    RETRY_LATER,
  ),
  TSA_REJECTED: kind(
    502,
    ['The time-stamp request or token was refused', '时间戳请求或令牌被拒绝'],
    ASK_OPERATOR,
  ),
  PARTY_UNAVAILABLE: kind(503, ["A party's node cannot be reached", '参与方节点不可用'], RETRY_LATER),
  PARTY_REFUSED: kind(
    502,
    ["A party's node refused", '参与方节点拒绝'],
    ["Read the node's reason; a refusal may mean a fork.", '请查看节点给出的理由；拒绝可能意味着日志分叉。'],
  ),
  CONFIG_INVALID: kind(
    500,
    ['The configuration is wrong', '配置错误'],
    [
      'Correct the settings named; `triseal doctor` explains them.',
      '请更正所列配置项；可运行 `triseal doctor` 查看说明。',
    ],
  ),
  INTERNAL: kind(500, ['The service failed', '服务内部错误'], ASK_OPERATOR),
};
