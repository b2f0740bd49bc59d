/// A provider's prover: commits to pieces on all cores and answers the ledger's challenges from
/// disk.
///
/// Comes in: a piece's raw bytes, as a stream or by position, and leaf indices. Goes out: piece
/// CIDs, a small tree file beside each piece, multiproofs that were checked before they leave. Must
/// never read more than 256 KiB per challenge, and never send a proof that the ledger would refuse.
@NullMarked
package network.cairn.deals.provider.prover;

import org.jspecify.annotations.NullMarked;
