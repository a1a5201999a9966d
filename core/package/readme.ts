/** `README.txt` of every package: what it is and how to check it, for somebody who has never heard of us. */
import { utf8 } from '../bytes.ts';

const TEXT = `EVIDENCE PACKAGE  存证证据包
==========================

中文
----
本证据包包含一笔贷款的原始文件、存证记录及其证明。核验无需联网，也无需信任任何一方的服务器。

  核验：         用浏览器打开 verify/verifier.html，将本文件（未解包的 .zip）拖入即可，无需联网；
                 或运行 triseal verify 本文件.zip --trust trust.json
  阅读：         report/report.pdf 为制作本包的服务出具的核验报告
  信任数据：     应从银行、用户或仲裁委员会处另行取得 trust.json，不要只依赖本包内的 trust/trust.json。
                 若只有包内数据，请将核验报告所示指纹与三方公布的指纹逐字比对。
  手工核验：     见项目文档 docs/verify-by-hand.md（sha256sum、openssl 等通用工具即可）。

  data/          原始文件与存证记录（data/package.json 为目录）
  proof/         日志条目、包含证明、三方见证的检查点、流末尾声明、链上确认、可信时间戳
  trust/         制作本包时的信任数据快照
  report/        核验报告（供阅读的 PDF 与机器可读的 JSON）
  verify/        单文件核验程序
  manifest-*.txt 各文件的 SHA-256 与 SM3 摘要（BagIt，RFC 8493）

核验只说明内容自存证之时起未被改动、由谁提交、何时存在、是否完整；内容本身是否真实，不在核验范围之内。

English
-------
This package holds the original documents of one loan, their evidence records and the proofs. It is checked without a network and
without trusting anybody's server.

  Verify:        open verify/verifier.html in a browser and drop this file (the .zip, not unpacked) on it; no network is needed;
                 or run: triseal verify this-file.zip --trust trust.json
  Read:          report/report.pdf, the report of the service that made this package
  Trust data:    get trust.json from the bank, the user side or the arbitration commission, apart from this package. With nothing but
                 trust/trust.json from inside, compare the fingerprint in the report with the one that the parties publish.
  By hand:       docs/verify-by-hand.md of the project, with common tools such as sha256sum and openssl.

  data/          original documents and evidence records (data/package.json lists them)
  proof/         log entries, inclusion proofs, the checkpoint that three parties witnessed, stream heads, chain confirmations, timestamp
  trust/         snapshot of the trust data when the package was made
  report/        the report, as PDF to read and as JSON for machines
  verify/        the verifier as one file
  manifest-*.txt SHA-256 and SM3 digests of the files (BagIt, RFC 8493)

Verification shows that the content has not changed since it was filed, who filed it, when it existed, and that nothing is left out. Whether
the content is true is not assessed.
`;

export const README: Uint8Array = utf8(TEXT);
