// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/**
 * @title The place where three parties confirm the checkpoints of evidence logs
 *
 * @dev An evidence log is an append-only Merkle tree that a bank, the user side and an arbitration commission each hold a copy of. For a checkpoint
 * of the log, its size and root, each party signs a {Confirmation} as EIP-712 typed data; anybody may carry the signatures here. A size is sealed when all
 * three parties have confirmed the same root. What an entry says never reaches the chain: an anchor costs one small transaction whatever the
 * number of entries beneath it.
 *
 * Signed statements (EIP-712, domain name "TriSeal EvidenceAnchor", version "1", this chain's id, this contract's address):
 *
 * - `OpenLog(bytes32 originHash,address bank,address user,address commission)`
 * - `Confirmation(bytes32 log,uint64 size,bytes32 root)`
 * - `Objection(bytes32 log,uint64 size,bytes32 root,bytes32 evidence,uint8 reason)`
 * - `Rotation(bytes32 log,uint8 party,address replacement,uint64 nonce)`
 *
 * The contract has no owner and cannot be upgraded or paused. One contract serves many logs, which know nothing of each other.
 *
 * NOTE: A signature counts, its carrier does not. Who sent a transaction has no meaning here, so a party without a chain client of its own loses nothing.
 *
 * IMPORTANT: A party may withhold its confirmation, and may confirm a root that the others never saw, which blocks the sealing of that one size. Neither
 * can be mended by a contract; both are visible to all, the second with a signature.
 */
interface IEvidenceAnchor {
    /// @dev The log was never opened in this contract.
    error UnknownLog(bytes32 log);

    /// @dev A log with this id stands already.
    error LogAlreadyOpen(bytes32 log);

    /// @dev The address is zero, or is or was the key of a party of this log.
    error InvalidPartyKey(address key);

    /// @dev There is no party with this number; the bank is 0, the user side 1, the commission 2.
    error InvalidParty(uint8 party);

    /// @dev The statement lacks the signature of `expected`; `recovered` signed in its place.
    error UnexpectedSigner(address expected, address recovered);

    /// @dev Number `index` of the signatures is by `signer`, who is no party of this log.
    error ForeignSigner(bytes32 log, uint256 index, address signer);

    /// @dev The signature is not 65 bytes with v 27 or 28, a low s, and r and s in range.
    error MalformedSignature(uint256 index);

    /// @dev A confirmation comes without a signature.
    error NoSignatures();

    /// @dev A size lies from 1 to 2**53 - 1, the largest integer that every JSON reader holds exactly.
    error SizeOutOfRange(uint64 size);

    /// @dev The empty word stands for "no root" and cannot be one.
    error ZeroRoot();

    /// @dev The size does not exceed that of the last seal.
    error SizeNotGrowing(bytes32 log, uint64 size, uint64 sealedSize);

    /// @dev Every party that signed has confirmed this root before; `confirmed` are the standing bits.
    error AlreadyConfirmed(bytes32 log, uint64 size, uint8 confirmed);

    /// @dev Every party that signed has confirmed this other root before.
    error AlreadyContradicted(bytes32 log, uint64 size, bytes32 otherRoot);

    /// @dev The very same objection stands already.
    error AlreadyObjected(bytes32 log, uint64 size, address party);

    /// @dev Reason 0 is none.
    error InvalidReason(uint8 reason);

    /// @dev The rotation was signed for another place in the log's history of rotations.
    error InvalidNonce(uint64 expected, uint64 actual);

    /**
     * @dev Three parties opened a log.
     */
    event LogOpened(bytes32 indexed log, bytes32 indexed originHash, address bank, address user, address commission);

    /**
     * @dev Some, not yet all, parties confirmed a root. `confirmed` holds one bit a party, the bank's lowest.
     */
    event Confirmed(bytes32 indexed log, uint64 indexed size, bytes32 root, uint8 confirmed);

    /**
     * @dev All three parties have confirmed `root`. The seal before this one stands in block `previousBlock` (the block of the log's opening for the first), so
     * that the history can be walked backwards, seal by seal, without a search.
     */
    event Sealed(bytes32 indexed log, uint64 indexed size, bytes32 root, uint64 previousBlock);

    /**
     * @dev `party` confirmed `otherRoot` for a size where `standingRoot` stands. The standing root is untouched. One of the two is false, and its signers are
     * known.
     */
    event Contradicted(
        bytes32 indexed log,
        uint64 indexed size,
        address indexed party,
        bytes32 standingRoot,
        bytes32 otherRoot
    );

    /**
     * @dev `party` objected to the log at this size. `evidence` is the SHA-256 digest of what the party keeps to show for it.
     */
    event Objected(
        bytes32 indexed log,
        uint64 indexed size,
        address indexed party,
        bytes32 root,
        bytes32 evidence,
        uint8 reason
    );

    /**
     * @dev A party's key was replaced, as the log's rotation number `nonce`.
     */
    event PartyRotated(bytes32 indexed log, uint8 indexed party, address previous, address replacement, uint64 nonce);

    /**
     * @dev What a party objected to.
     */
    struct ObjectionRecord {
        bytes32 root;
        bytes32 evidence;
        address party;
        uint64 size;
        uint8 reason;
    }

    /**
     * @dev Opens a log for three parties. Its id is `keccak256(abi.encode(originHash, bank, user, commission))`, so nobody can occupy it in their stead.
     * Emits {LogOpened}.
     *
     * Requirements:
     *
     * - the three addresses are distinct and not zero ({InvalidPartyKey});
     * - no log stands under the id ({LogAlreadyOpen});
     * - `signatures[i]` is the signature of `parties[i]` over `OpenLog` ({MalformedSignature}, {UnexpectedSigner}).
     *
     * @param originHash SHA-256 of the log's origin line
     * @param parties bank, user side, commission
     */
    function openLog(
        bytes32 originHash,
        address[3] calldata parties,
        bytes[3] calldata signatures
    ) external returns (bytes32 log);

    /**
     * @dev Adds confirmations of a checkpoint. The root first confirmed for a size is the one that stands there for ever.
     * Emits {Sealed} when all three parties have confirmed, otherwise {Confirmed}; {Contradicted}, and nothing else, for each party whose
     * root differs from the standing one.
     *
     * A signature of a party that confirmed before is ignored beside a new one, and refused when there is nothing new.
     *
     * Requirements:
     *
     * - the log is open ({UnknownLog}), the size is in range ({SizeOutOfRange}), the root is not zero ({ZeroRoot}), there is a
     *   signature ({NoSignatures});
     * - every signature is well-formed and by a current party ({MalformedSignature}, {ForeignSigner});
     * - at least one signer is new ({AlreadyConfirmed}, {AlreadyContradicted});
     * - the size exceeds the last sealed one ({SizeNotGrowing}). A contradiction is recorded at any size where a root stands.
     *
     * NOTE: Confirmations that a party gave before its key was replaced stay.
     *
     * @param signatures over `Confirmation`, in any order
     */
    function anchor(bytes32 log, uint64 size, bytes32 root, bytes[] calldata signatures) external;

    /**
     * @dev Records a party's signed objection. Nothing else changes: what it means is for those who read it to judge.
     * Emits {Objected}.
     *
     * Requirements:
     *
     * - the log is open ({UnknownLog}), the size is in range ({SizeOutOfRange}), the reason is not zero ({InvalidReason});
     * - the signature over `Objection` is well-formed and by a current party ({MalformedSignature}, {ForeignSigner});
     * - the same party has not recorded the same objection ({AlreadyObjected}).
     *
     * @param root the root that the party saw at this size
     * @param evidence SHA-256 of the evidence kept
     * @param reason see docs/spec/anchor.md, section 5
     */
    function object(
        bytes32 log,
        uint64 size,
        bytes32 root,
        bytes32 evidence,
        uint8 reason,
        bytes calldata signature
    ) external;

    /**
     * @dev Replaces a party's key. A key that was ever replaced does not come back, so what it signed and nobody carried here stays void.
     * Emits {PartyRotated}.
     *
     * Requirements:
     *
     * - the log is open ({UnknownLog}), the party exists ({InvalidParty}), `nonce` is the number of rotations so far ({InvalidNonce});
     * - `replacement` is not zero, not a current key and not a former one ({InvalidPartyKey});
     * - `approvals` are the signatures of the other two parties over `Rotation`, in their order, and `consent` is that of `replacement`
     *   ({MalformedSignature}, {UnexpectedSigner}).
     *
     * WARNING: The key that is replaced has no say: it may be lost. Two parties that act together can therefore replace the third, in public.
     */
    function rotateParty(
        bytes32 log,
        uint8 party,
        address replacement,
        uint64 nonce,
        bytes[2] calldata approvals,
        bytes calldata consent
    ) external;

    /**
     * @dev The root that stands for a size, zero when none, and the parties that confirmed it: one bit each, the bank's lowest; 7 when it is sealed.
     */
    function anchorOf(bytes32 log, uint64 size) external view returns (bytes32 root, uint8 confirmed);

    /**
     * @dev The last seal: its size and the number of its block, whose {Sealed} leads on to the one before. Without a seal, size 0 and the block in which the
     * log was opened.
     */
    function lastSeal(bytes32 log) external view returns (uint64 size, uint64 blockNumber);

    /**
     * @dev The largest sealed size, zero when there is none.
     */
    function sealedSize(bytes32 log) external view returns (uint64);

    /**
     * @dev The current keys of bank, user side and commission; all zero for a log that is not open.
     */
    function partiesOf(bytes32 log) external view returns (address[3] memory);

    /**
     * @dev How often keys of this log were replaced: the nonce of the next {rotateParty}.
     */
    function rotationsOf(bytes32 log) external view returns (uint64);

    /**
     * @dev How many objections were recorded for a log.
     */
    function objectionCount(bytes32 log) external view returns (uint256);

    /**
     * @dev An objection, in the order of recording. Reverts when `index` is not less than {objectionCount}.
     */
    function objectionAt(bytes32 log, uint256 index) external view returns (ObjectionRecord memory);

    /**
     * @dev The EIP-712 domain separator of this contract on this chain.
     */
    function domainSeparator() external view returns (bytes32);
}
