/** Problems of filing beside those of the first API: links between items, uploads, events, webhooks. */
import type { ProblemKind } from '../problem-catalogue.ts';

export const FILING_KINDS = {
  ITEM_LINK_INVALID: {
    status: 422,
    title: { en: 'The earlier item cannot be named like this', zh: '无法引用该在先存证' },
    remedy: {
      en: 'Name an earlier item of the same loan by its id; only who filed an item can supersede it.',
      zh: '请使用同一借款项下在先存证的编号；仅原提交方可替代该存证。',
    },
  },
  ALREADY_SUPERSEDED: {
    status: 409,
    title: { en: 'The item was superseded before', zh: '该存证已被替代' },
    remedy: { en: 'Supersede the item named in `by` instead.', zh: '请改为替代 `by` 所示的存证。' },
  },
  UPLOAD_PROTOCOL: {
    status: 412,
    title: { en: 'The upload protocol is another version', zh: '上传协议版本不符' },
    remedy: {
      en: 'Use tus 1.0.0 and send Tus-Resumable: 1.0.0.',
      zh: '请使用 tus 1.0.0 协议并发送 Tus-Resumable: 1.0.0。',
    },
  },
  UPLOAD_OFFSET_MISMATCH: {
    status: 409,
    title: { en: 'The upload is at another offset', zh: '上传偏移量不一致' },
    remedy: {
      en: 'Ask for the offset with HEAD and go on from there.',
      zh: '请以 HEAD 请求查询偏移量后继续上传。',
    },
  },
  UPLOAD_CHECKSUM_MISMATCH: {
    status: 460,
    title: { en: 'The part does not match its checksum', zh: '分段与校验和不一致' },
    remedy: { en: 'Send the part again from the same offset.', zh: '请从同一偏移量重新发送该分段。' },
  },
  UPLOAD_INCOMPLETE: {
    status: 409,
    title: { en: 'The upload is not finished', zh: '上传尚未完成' },
    remedy: { en: 'Finish the upload, then file.', zh: '请完成上传后再提交存证。' },
  },
  UPLOAD_IN_USE: {
    status: 409,
    title: { en: 'The upload belongs to another filing', zh: '上传已用于另一存证' },
    remedy: {
      en: 'Repeat the filing under its own idempotency key, or upload the document again.',
      zh: '请以原幂等键重发，或重新上传该文书。',
    },
  },
  UPLOAD_EXPIRED: {
    status: 410,
    title: { en: 'The upload has expired', zh: '上传已过期' },
    remedy: { en: 'Upload the document again.', zh: '请重新上传该文书。' },
  },
  UPLOAD_QUOTA: {
    status: 413,
    title: { en: 'Too much is uploaded and not filed', zh: '未提交的上传过多' },
    remedy: {
      en: 'File or delete earlier uploads, or wait until they expire.',
      zh: '请提交或删除此前的上传，或等待其过期。',
    },
  },
  TOO_MANY_STREAMS: {
    status: 429,
    title: { en: 'Too many event streams are open', zh: '打开的事件流过多' },
    remedy: { en: 'Close one, or share one among readers.', zh: '请关闭其中之一，或共用同一事件流。' },
  },
  EVENT_EXPIRED: {
    status: 410,
    title: { en: 'These events are no longer kept', zh: '所请求的事件已不再保留' },
    remedy: {
      en: 'Begin without an event id, and catch up with GET /v1/evidence.',
      zh: '请不带事件编号重新开始，并以 GET /v1/evidence 补齐。',
    },
  },
  WEBHOOK_URL_REFUSED: {
    status: 422,
    title: { en: 'Nothing is sent to this address', zh: '不向该地址发送通知' },
    remedy: {
      en: 'Give an https address on the public network, without user name or fragment.',
      zh: '请提供公网 https 地址，且不含用户名与片段。',
    },
  },
  WEBHOOK_LIMIT: {
    status: 409,
    title: { en: 'The organisation has as many endpoints as it may have', zh: '通知地址数量已达上限' },
    remedy: { en: 'Delete one that is not needed.', zh: '请删除不再需要的通知地址。' },
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
