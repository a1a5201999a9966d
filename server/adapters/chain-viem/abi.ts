/** The interface of `contracts/IEvidenceAnchor.sol` as the compiler's types see it. A test compares it with the compiled one. */
import { parseAbi } from 'viem';

export const evidenceAnchorAbi = parseAbi([
  'struct ObjectionRecord { bytes32 root; bytes32 evidence; address party; uint64 size; uint8 reason; }',

  'function openLog(bytes32 originHash, address[3] parties, bytes[3] signatures) returns (bytes32 log)',
  'function anchor(bytes32 log, uint64 size, bytes32 root, bytes[] signatures)',
  'function object(bytes32 log, uint64 size, bytes32 root, bytes32 evidence, uint8 reason, bytes signature)',
  'function rotateParty(bytes32 log, uint8 party, address replacement, uint64 nonce, bytes[2] approvals, bytes consent)',
  'function anchorOf(bytes32 log, uint64 size) view returns (bytes32 root, uint8 confirmed)',
  'function lastSeal(bytes32 log) view returns (uint64 size, uint64 blockNumber)',
  'function sealedSize(bytes32 log) view returns (uint64)',
  'function partiesOf(bytes32 log) view returns (address[3])',
  'function rotationsOf(bytes32 log) view returns (uint64)',
  'function objectionCount(bytes32 log) view returns (uint256)',
  'function objectionAt(bytes32 log, uint256 index) view returns (ObjectionRecord)',
  'function domainSeparator() view returns (bytes32)',

  'event LogOpened(bytes32 indexed log, bytes32 indexed originHash, address bank, address user, address commission)',
  'event Confirmed(bytes32 indexed log, uint64 indexed size, bytes32 root, uint8 confirmed)',
  'event Sealed(bytes32 indexed log, uint64 indexed size, bytes32 root, uint64 previousBlock)',
  'event Contradicted(bytes32 indexed log, uint64 indexed size, address indexed party, bytes32 standingRoot, bytes32 otherRoot)',
  'event Objected(bytes32 indexed log, uint64 indexed size, address indexed party, bytes32 root, bytes32 evidence, uint8 reason)',
  'event PartyRotated(bytes32 indexed log, uint8 indexed party, address previous, address replacement, uint64 nonce)',

  'error UnknownLog(bytes32 log)',
  'error LogAlreadyOpen(bytes32 log)',
  'error InvalidPartyKey(address key)',
  'error InvalidParty(uint8 party)',
  'error UnexpectedSigner(address expected, address recovered)',
  'error ForeignSigner(bytes32 log, uint256 index, address signer)',
  'error MalformedSignature(uint256 index)',
  'error NoSignatures()',
  'error SizeOutOfRange(uint64 size)',
  'error ZeroRoot()',
  'error SizeNotGrowing(bytes32 log, uint64 size, uint64 sealedSize)',
  'error AlreadyConfirmed(bytes32 log, uint64 size, uint8 confirmed)',
  'error AlreadyContradicted(bytes32 log, uint64 size, bytes32 otherRoot)',
  'error AlreadyObjected(bytes32 log, uint64 size, address party)',
  'error InvalidReason(uint8 reason)',
  'error InvalidNonce(uint64 expected, uint64 actual)',
]);
