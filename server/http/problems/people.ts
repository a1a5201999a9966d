/** Problems of invitations, passkeys and sessions. */
import type { ProblemKind } from '../problem-catalogue.ts';

export const PEOPLE_PROBLEMS = {
  SESSION_ENDED: {
    status: 401,
    title: { en: 'The session has ended', zh: '会话已结束' },
    remedy: { en: 'Sign in again.', zh: '请重新登录。' },
  },
  CSRF_REFUSED: {
    status: 403,
    title: { en: 'The request does not come from a page of this service', zh: '请求并非来自本服务的页面' },
    remedy: {
      en: 'Send the `csrf_token` of GET /v1/session in the header X-TriSeal-CSRF, from the page of the service.',
      zh: '请从本服务页面发出请求，并在请求头 X-TriSeal-CSRF 中携带 GET /v1/session 返回的 `csrf_token`。',
    },
  },
  STEP_UP_NEEDED: {
    status: 403,
    title: { en: 'Prove with your passkey that you are there', zh: '请使用通行密钥再次确认本人操作' },
    remedy: {
      en: 'Answer POST /v1/session/step-up/options with the passkey, then send the request again.',
      zh: '请使用通行密钥完成 POST /v1/session/step-up/options 的验证后重试。',
    },
  },
  INVITATION_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such invitation', zh: '邀请不存在' },
    remedy: { en: 'Check the code, or ask for a new invitation.', zh: '请核对邀请码，或申请新的邀请。' },
  },
  INVITATION_EXPIRED: {
    status: 410,
    title: { en: 'The invitation has expired', zh: '邀请已过期' },
    remedy: { en: 'Ask for a new invitation.', zh: '请申请新的邀请。' },
  },
  INVITATION_USED: {
    status: 410,
    title: { en: 'The invitation was used', zh: '邀请已被使用' },
    remedy: {
      en: 'Sign in with the passkey that was enrolled with it; if that was not you, tell who invited you.',
      zh: '请使用已登记的通行密钥登录；如非本人使用，请告知邀请方。',
    },
  },
  INVITATION_WITHDRAWN: {
    status: 410,
    title: { en: 'The invitation was withdrawn', zh: '邀请已被撤回' },
    remedy: { en: 'Ask who invited you.', zh: '请联系邀请方。' },
  },
  INVITATION_FOREIGN: {
    status: 409,
    title: { en: 'The invitation is for another kind of account', zh: '该邀请不适用于当前账户' },
    remedy: { en: 'Sign out and enrol with the invitation.', zh: '请退出登录后使用该邀请登记。' },
  },
  CHALLENGE_SPENT: {
    status: 409,
    title: { en: 'The challenge was used or is too old', zh: '验证请求已使用或已过期' },
    remedy: { en: 'Ask for new options and answer those.', zh: '请重新获取验证选项后再试。' },
  },
  PASSKEY_REFUSED: {
    status: 401,
    title: { en: "The authenticator's answer does not hold", zh: '通行密钥验证未通过' },
    remedy: {
      en: 'Use the page of the service itself, and an authenticator that verifies its user; `rule` says what was wrong.',
      zh: '请在本服务页面使用可验证用户身份的认证器；`rule` 说明未通过的原因。',
    },
  },
  PASSKEY_UNKNOWN: {
    status: 401,
    title: { en: 'This passkey is not enrolled here', zh: '该通行密钥未登记' },
    remedy: {
      en: 'Use another passkey, or enrol with an invitation.',
      zh: '请使用其他通行密钥，或凭邀请登记。',
    },
  },
  PASSKEY_CLONED: {
    status: 401,
    title: { en: 'There seems to be a copy of this passkey', zh: '该通行密钥疑似被复制' },
    remedy: {
      en: 'Sign in with another passkey and remove this one; tell the operator.',
      zh: '请使用其他通行密钥登录并移除该密钥，同时告知运营方。',
    },
  },
  PASSKEY_EXISTS: {
    status: 409,
    title: { en: 'This passkey is enrolled already', zh: '该通行密钥已登记' },
    remedy: { en: 'Sign in with it.', zh: '请直接使用该通行密钥登录。' },
  },
  LAST_PASSKEY: {
    status: 409,
    title: { en: 'The last passkey cannot be removed', zh: '不能移除唯一的通行密钥' },
    remedy: { en: 'Add another passkey first.', zh: '请先添加另一通行密钥。' },
  },
  SAMPLE_REFUSED: {
    status: 403,
    title: { en: 'There are no sample sign-ins here', zh: '本服务不提供示例登录' },
    remedy: {
      en: 'Sample people exist in the embedded installation for trying alone.',
      zh: '示例人员仅存在于试用安装中。',
    },
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
