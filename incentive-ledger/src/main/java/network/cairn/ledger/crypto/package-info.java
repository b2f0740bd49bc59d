/// Signatures and verifiable randomness of the ledger: one strict Ed25519 verifier, ECVRF (RFC
/// 9381).
///
/// Comes in: seeds, keys, messages, proofs as bytes. Goes out: signatures, verdicts, outputs. Pure;
/// the only place of the ledger beside the wallet that touches Bouncy Castle. Must never throw for
/// bytes that come from outside, and never keep or print a seed.
@NullMarked
package network.cairn.ledger.crypto;

import org.jspecify.annotations.NullMarked;
