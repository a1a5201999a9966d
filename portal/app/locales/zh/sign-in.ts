import type { Messages } from '../en/index.ts';

export const signIn: Messages['signIn'] = {
  title: '登录',
  lead: '使用通行密钥：由您的手机、电脑或安全密钥证明是您本人，无需密码。',
  first: '您要打开的页面需登录后使用，登录后即可进入。',
  ended: {
    idle: '半小时没有操作，已为您退出登录。',
    expired: '会话最长十二小时，已为您退出登录。',
    account: '该账户已终止，已退出登录。',
    unknown: '会话已结束：已过期，或您在其他窗口退出了登录。',
  },
  kept: '您已输入而未发送的内容仍保留在本窗口，登录后可继续；关闭窗口即清除。',
  ending: {
    idle: '已有一段时间没有操作，两分钟内将退出登录。',
    expired: '会话最长十二小时，两分钟内将退出登录。已输入的内容保留在本窗口。',
  },
  stay: '保持登录',
  withPasskey: '使用通行密钥登录',
  unsupported: '此浏览器不支持通行密钥，或页面未经 https 或 localhost 打开。',
  invitation: '收到邀请？',
  invitationHint: '邀请码只需输入一次，本设备随即创建通行密钥，此后凭它登录。',
  enrolTitle: '您的邀请',
  enrolLead: '在本设备上创建通行密钥，此后凭它登录。',
  code: '邀请码',
  label: '为此通行密钥命名（可不填）',
  enrolHint: '通行密钥只保存在您的设备上；除您之外，任何人（包括本服务）都无法用它签名。',
  enrol: '创建通行密钥',
  dismissed: '未使用通行密钥，准备好后可重试。',
};
