/// Piece commitments and possession proofs: fr32 and the truncated SHA-256 tree, piece CIDs,
/// challenges, multiproofs.
///
/// Comes in: raw bytes of pieces, 256 KiB subtrees of them, challenge seeds, proofs. Goes out:
/// roots, piece CIDs, indices to prove, plans of the nodes a proof needs, verdicts. Never reads a
/// file, a clock or a random source and starts no thread: whoever has many cores hashes subtrees on
/// them and joins the roots here.
@NullMarked
package network.cairn.ledger.proof;

import org.jspecify.annotations.NullMarked;
