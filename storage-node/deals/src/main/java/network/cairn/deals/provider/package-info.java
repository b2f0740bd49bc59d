/// The provider's role: asks, fills, proofs on time, repair, and the files of pieces.
///
/// Comes in: signed intents, pieces that are checked while they arrive, the ledger's proved
/// records. Goes out: open sets, proofs within their windows, warnings before deadlines. Must never
/// delete a piece before a proved state shows that no set of ours needs it, never dial an address
/// out of an intent, never open a set before the piece is on the disk.
@NullMarked
package network.cairn.deals.provider;

import org.jspecify.annotations.NullMarked;
