// In place of `sign.ts` where there is no `node:crypto`: keys cannot be held here, so a call is signed by the option `sign`.
import { ArgumentError } from './errors.js';
import { checkSigningOptions } from './keys.js';
import type * as node from './sign.js';

const RULE = 'needs node:crypto, which browsers lack: give the option `sign`, which signs e.g. with WebCrypto';

function refuse(option: 'apiSecret' | 'privateKey'): never {
  throw new ArgumentError(option, RULE);
}

export const hmacSigner: typeof node.hmacSigner = () => refuse('apiSecret');
export const rsaSigner: typeof node.rsaSigner = () => refuse('privateKey');
export const ed25519Signer: typeof node.ed25519Signer = () => refuse('privateKey');
export const privateKeySigner: typeof node.privateKeySigner = () => refuse('privateKey');
export const isEd25519: typeof node.isEd25519 = () => refuse('privateKey');
export const signerOf: typeof node.signerOf = ({ apiSecret, privateKey, sign }) => {
  checkSigningOptions({ apiSecret, privateKey, sign });
  if (apiSecret !== undefined) refuse('apiSecret');
  if (privateKey !== undefined) refuse('privateKey');
  return sign;
};
