export const signIn = {
  title: 'Sign in',
  lead: 'With a passkey: your phone, your computer or a security key shows that it is you. There is no password.',
  first:
    'This page is for people who are signed in. Your session may have ended; after signing in you come back here.',
  withPasskey: 'Sign in with a passkey',
  unsupported: 'This browser has no passkeys, or this page is not opened over https or localhost.',
  invitation: 'You have an invitation?',
  enrolTitle: 'Your invitation',
  enrolLead: 'Make a passkey on this device. From then on it is your key to this place.',
  code: 'Invitation code',
  label: 'Name for this passkey (may be empty)',
  enrolHint: 'The passkey stays on your device. Nobody else can sign with it, this service included.',
  enrol: 'Make a passkey',
  dismissed: 'The passkey was not used. Try again when you are ready.',
} as const;
