// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IEvidenceAnchor} from "./IEvidenceAnchor.sol";

/**
 * @title EvidenceAnchor
 *
 * @dev See {IEvidenceAnchor}. A seal in one transaction writes two words: the root, and the log's last seal. That, and not the number of entries, is what
 * an anchor costs.
 *
 * NOTE: The EIP-712 domain separator is computed here because OpenZeppelin's EIP712 draws in `mcopy`, which the engines of consortia (evmVersion
 * london and before) do not have.
 */
contract EvidenceAnchor is IEvidenceAnchor {
    // The last seal lies beside an address that is read anyway: that saves an anchor a storage slot. MAX_SIZE fits 56 bits.
    struct Log {
        address bank;
        uint56 sealedSize;
        uint40 sealedBlock;
        address user;
        uint64 rotations;
        address commission;
    }

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant OPEN_LOG_TYPEHASH =
        keccak256("OpenLog(bytes32 originHash,address bank,address user,address commission)");
    bytes32 private constant CONFIRMATION_TYPEHASH = keccak256("Confirmation(bytes32 log,uint64 size,bytes32 root)");
    bytes32 private constant OBJECTION_TYPEHASH =
        keccak256("Objection(bytes32 log,uint64 size,bytes32 root,bytes32 evidence,uint8 reason)");
    bytes32 private constant ROTATION_TYPEHASH =
        keccak256("Rotation(bytes32 log,uint8 party,address replacement,uint64 nonce)");

    uint8 private constant ALL_PARTIES = 7;

    uint64 private constant MAX_SIZE = 2 ** 53 - 1;

    // Kept with the chain id it was made for: a chain that splits gets a new id on one side, and signatures must not follow there.
    bytes32 private immutable _domainSeparator;
    uint256 private immutable _domainChainId;

    mapping(bytes32 log => Log) private _logs;

    // Written once, never cleared.
    mapping(bytes32 log => mapping(uint64 size => bytes32 root)) private _roots;

    // Parties that confirmed so far. Back to zero when sealed, so a root without a pending mask is a sealed one.
    mapping(bytes32 log => mapping(uint64 size => uint8 mask)) private _pending;

    // Contradictions and objections that were recorded, by the hash of what they say.
    mapping(bytes32 statement => bool) private _recorded;

    mapping(bytes32 log => mapping(address key => bool)) private _retired;

    mapping(bytes32 log => ObjectionRecord[]) private _objections;

    constructor() {
        _domainChainId = block.chainid;
        _domainSeparator = _buildDomainSeparator();
    }

    /// @inheritdoc IEvidenceAnchor
    function openLog(
        bytes32 originHash,
        address[3] calldata parties,
        bytes[3] calldata signatures
    ) external returns (bytes32 log) {
        (address bank, address user, address commission) = (parties[0], parties[1], parties[2]);
        if (bank == address(0)) revert InvalidPartyKey(bank);
        if (user == address(0) || user == bank) revert InvalidPartyKey(user);
        if (commission == address(0) || commission == bank || commission == user) revert InvalidPartyKey(commission);

        log = keccak256(abi.encode(originHash, bank, user, commission));
        if (_logs[log].bank != address(0)) revert LogAlreadyOpen(log);

        bytes32 digest = _typedDataHash(keccak256(abi.encode(OPEN_LOG_TYPEHASH, originHash, bank, user, commission)));
        for (uint256 i = 0; i < 3; ++i) _requireSigner(parties[i], digest, signatures[i], i);

        // The opening counts as the seal of nothing, so the first anchor costs what the others cost.
        _logs[log] = Log(bank, 0, uint40(block.number), user, 0, commission);
        emit LogOpened(log, originHash, bank, user, commission);
    }

    /// @inheritdoc IEvidenceAnchor
    function anchor(bytes32 log, uint64 size, bytes32 root, bytes[] calldata signatures) external {
        if (size == 0 || size > MAX_SIZE) revert SizeOutOfRange(size);
        if (root == 0) revert ZeroRoot();
        if (signatures.length == 0) revert NoSignatures();

        address[3] memory parties = _openParties(log);
        bytes32 digest = _typedDataHash(keccak256(abi.encode(CONFIRMATION_TYPEHASH, log, size, root)));
        uint8 signers = 0;
        for (uint256 i = 0; i < signatures.length; ++i) {
            signers |= _partyBit(log, parties, _recover(digest, signatures[i], i), i);
        }

        bytes32 standing = _roots[log][size];
        if (standing != 0 && standing != root) {
            _contradict(log, size, standing, root, signers, parties);
        } else {
            _confirm(log, size, standing, root, signers);
        }
    }

    /// @inheritdoc IEvidenceAnchor
    function object(
        bytes32 log,
        uint64 size,
        bytes32 root,
        bytes32 evidence,
        uint8 reason,
        bytes calldata signature
    ) external {
        if (size == 0 || size > MAX_SIZE) revert SizeOutOfRange(size);
        if (reason == 0) revert InvalidReason(reason);

        address[3] memory parties = _openParties(log);
        bytes32 content = keccak256(abi.encode(OBJECTION_TYPEHASH, log, size, root, evidence, reason));
        address party = _recover(_typedDataHash(content), signature, 0);
        _partyBit(log, parties, party, 0);

        if (!_record(keccak256(abi.encode(content, party)))) revert AlreadyObjected(log, size, party);
        _objections[log].push(ObjectionRecord(root, evidence, party, size, reason));
        emit Objected(log, size, party, root, evidence, reason);
    }

    /// @inheritdoc IEvidenceAnchor
    function rotateParty(
        bytes32 log,
        uint8 party,
        address replacement,
        uint64 nonce,
        bytes[2] calldata approvals,
        bytes calldata consent
    ) external {
        address[3] memory parties = _openParties(log);
        if (party > 2) revert InvalidParty(party);
        uint64 rotations = _logs[log].rotations;
        if (nonce != rotations) revert InvalidNonce(rotations, nonce);
        if (!_isFresh(log, parties, replacement)) revert InvalidPartyKey(replacement);

        bytes32 digest = _typedDataHash(keccak256(abi.encode(ROTATION_TYPEHASH, log, party, replacement, nonce)));
        _requireSigner(parties[party == 0 ? 1 : 0], digest, approvals[0], 0);
        _requireSigner(parties[party == 2 ? 1 : 2], digest, approvals[1], 1);
        _requireSigner(replacement, digest, consent, 2);

        _retired[log][parties[party]] = true;
        Log storage state = _logs[log];
        if (party == 0) state.bank = replacement;
        else if (party == 1) state.user = replacement;
        else state.commission = replacement;
        state.rotations = rotations + 1;
        emit PartyRotated(log, party, parties[party], replacement, nonce);
    }

    /// @inheritdoc IEvidenceAnchor
    function anchorOf(bytes32 log, uint64 size) external view returns (bytes32 root, uint8 confirmed) {
        root = _roots[log][size];
        if (root != 0) {
            confirmed = _pending[log][size];
            if (confirmed == 0) confirmed = ALL_PARTIES;
        }
    }

    /// @inheritdoc IEvidenceAnchor
    function lastSeal(bytes32 log) external view returns (uint64 size, uint64 blockNumber) {
        Log storage state = _logs[log];
        return (state.sealedSize, state.sealedBlock);
    }

    /// @inheritdoc IEvidenceAnchor
    function sealedSize(bytes32 log) external view returns (uint64) {
        return _logs[log].sealedSize;
    }

    /// @inheritdoc IEvidenceAnchor
    function partiesOf(bytes32 log) public view returns (address[3] memory) {
        Log storage state = _logs[log];
        return [state.bank, state.user, state.commission];
    }

    /// @inheritdoc IEvidenceAnchor
    function rotationsOf(bytes32 log) external view returns (uint64) {
        return _logs[log].rotations;
    }

    /// @inheritdoc IEvidenceAnchor
    function objectionCount(bytes32 log) external view returns (uint256) {
        return _objections[log].length;
    }

    /// @inheritdoc IEvidenceAnchor
    function objectionAt(bytes32 log, uint256 index) external view returns (ObjectionRecord memory) {
        return _objections[log][index];
    }

    /// @inheritdoc IEvidenceAnchor
    function domainSeparator() public view returns (bytes32) {
        return block.chainid == _domainChainId ? _domainSeparator : _buildDomainSeparator();
    }

    /// @dev Adds confirmations of the standing root, or of the first one.
    function _confirm(bytes32 log, uint64 size, bytes32 standing, bytes32 root, uint8 signers) private {
        Log storage state = _logs[log];
        uint64 previousSize = state.sealedSize;
        uint8 confirmed = signers;
        if (standing == 0) {
            if (size <= previousSize) revert SizeNotGrowing(log, size, previousSize);
            _roots[log][size] = root;
        } else {
            uint8 before = _pending[log][size];
            if (before == 0) revert AlreadyConfirmed(log, size, ALL_PARTIES);
            if (size <= previousSize) revert SizeNotGrowing(log, size, previousSize);
            confirmed |= before;
            if (confirmed == before) revert AlreadyConfirmed(log, size, before);
        }
        if (confirmed != ALL_PARTIES) {
            _pending[log][size] = confirmed;
            emit Confirmed(log, size, root, confirmed);
        } else {
            if (standing != 0) delete _pending[log][size];
            emit Sealed(log, size, root, state.sealedBlock);
            state.sealedSize = uint56(size);
            state.sealedBlock = uint40(block.number);
        }
    }

    /// @dev Records who signed another root than the one that stands.
    function _contradict(
        bytes32 log,
        uint64 size,
        bytes32 standing,
        bytes32 root,
        uint8 signers,
        address[3] memory parties
    ) private {
        bool isNew = false;
        for (uint256 i = 0; i < 3; ++i) {
            if (signers & (1 << i) == 0) continue;
            if (!_record(keccak256(abi.encode(CONFIRMATION_TYPEHASH, log, size, root, parties[i])))) continue;
            emit Contradicted(log, size, parties[i], standing, root);
            isNew = true;
        }
        if (!isNew) revert AlreadyContradicted(log, size, root);
    }

    /// @dev Remembers a statement; false when it is known.
    function _record(bytes32 statement) private returns (bool) {
        if (_recorded[statement]) return false;
        return _recorded[statement] = true;
    }

    function _openParties(bytes32 log) private view returns (address[3] memory parties) {
        parties = partiesOf(log);
        if (parties[0] == address(0)) revert UnknownLog(log);
    }

    function _isFresh(bytes32 log, address[3] memory parties, address key) private view returns (bool) {
        bool current = key == parties[0] || key == parties[1] || key == parties[2];
        return key != address(0) && !current && !_retired[log][key];
    }

    function _requireSigner(address expected, bytes32 digest, bytes calldata signature, uint256 index) private pure {
        address recovered = _recover(digest, signature, index);
        if (recovered != expected) revert UnexpectedSigner(expected, recovered);
    }

    /// @dev OpenZeppelin's ECDSA refuses any length but 65, any `v` but 27 and 28, and an `s` in the upper half of the order.
    function _recover(bytes32 digest, bytes calldata signature, uint256 index) private pure returns (address) {
        (address signer, ECDSA.RecoverError err, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (err != ECDSA.RecoverError.NoError) revert MalformedSignature(index);
        return signer;
    }

    function _partyBit(
        bytes32 log,
        address[3] memory parties,
        address signer,
        uint256 index
    ) private pure returns (uint8) {
        if (signer == parties[0]) return 1;
        if (signer == parties[1]) return 2;
        if (signer == parties[2]) return 4;
        revert ForeignSigner(log, index, signer);
    }

    function _typedDataHash(bytes32 structHash) private view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domainSeparator(), structHash));
    }

    function _buildDomainSeparator() private view returns (bytes32) {
        bytes32 name = keccak256("TriSeal EvidenceAnchor");
        bytes32 version = keccak256("1");
        return keccak256(abi.encode(DOMAIN_TYPEHASH, name, version, block.chainid, address(this)));
    }
}
