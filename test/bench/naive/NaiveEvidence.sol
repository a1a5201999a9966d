// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/**
 * @dev What the benchmark compares with: one transaction for each item, which stores the item's digest once all three parties have signed it. As lean as
 * it can be while it does the same for an item as EvidenceAnchor does for a checkpoint: signatures recovered on chain, bound to contract and chain, by
 * parties that stand in storage (a key that cannot be replaced would be cheaper and useless), write-once, an event.
 */
contract NaiveEvidence {
    error AlreadyStored(bytes32 id);
    error WrongSigner(uint256 index);

    event Stored(bytes32 indexed id, bytes32 digest);

    bytes32 private constant ITEM_TYPEHASH = keccak256("Item(bytes32 id,bytes32 digest)");
    bytes32 private immutable _domainSeparator;

    address[3] private _parties;

    mapping(bytes32 id => bytes32 digest) public digestOf;

    constructor(address[3] memory parties) {
        _parties = parties;
        _domainSeparator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("NaiveEvidence"),
                keccak256("1"),
                block.chainid,
                address(this)
            )
        );
    }

    /// @dev `signatures[i]` is that of party i.
    function store(bytes32 id, bytes32 digest, bytes[3] calldata signatures) external {
        if (digestOf[id] != 0) revert AlreadyStored(id);
        bytes32 structHash = keccak256(abi.encode(ITEM_TYPEHASH, id, digest));
        bytes32 message = keccak256(abi.encodePacked(hex"1901", _domainSeparator, structHash));
        for (uint256 i = 0; i < 3; ++i) {
            (address signer, , ) = ECDSA.tryRecoverCalldata(message, signatures[i]);
            if (signer == address(0) || signer != _parties[i]) revert WrongSigner(i);
        }
        digestOf[id] = digest;
        emit Stored(id, digest);
    }
}
