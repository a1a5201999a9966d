export const signIn = {
  title: 'Sign in',
  lead: 'With a passkey: your phone, your computer or a security key shows that it is you. There is no password.',
  first: 'The page you asked for is for people who are signed in. Once signed in, you are taken to it.',
  ended: {
    idle: 'You were signed out, because nothing was done for half an hour.',
    expired: 'You were signed out: a session lasts twelve hours at most.',
    account: 'You were signed out: this account has been ended.',
    unknown: 'Your session has ended: it ran out, or you signed out in another window.',
  },
  kept: 'What you had typed and not sent is kept in this window. It is there again when you have signed in; closing the window forgets it.',
  ending: {
    idle: 'Nothing was done for a while: within two minutes you will be signed out.',
    expired:
      'Within two minutes you will be signed out, as after every twelve hours. What you have typed is kept in this window.',
  },
  stay: 'Stay signed in',
  withPasskey: 'Sign in with a passkey',
  unsupported: 'This browser has no passkeys, or this page is not opened over https or localhost.',
  invitation: 'You have an invitation?',
  invitationHint:
    'Enter its code once. This device then makes the passkey with which you sign in from now on.',
  enrolTitle: 'Your invitation',
  enrolLead: 'Make a passkey on this device. From then on you sign in with it.',
  code: 'Invitation code',
  label: 'Name for this passkey (optional)',
  enrolHint: 'The passkey stays on your device. Nobody else can sign with it, this service included.',
  enrol: 'Make a passkey',
  dismissed: 'The passkey was not used. Try again when you are ready.',
} as const;
