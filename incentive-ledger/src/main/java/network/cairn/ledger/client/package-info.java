/// The ledger as the market and the provider's role see it: one head whose every read is proved,
/// transactions sent and followed to their end.
///
/// Comes in: the ledger's client. Goes out: proved records, outcomes, heights to wait for. Must
/// never take a scan for more than a hint, nor send a second transaction for a purpose while the
/// first may still count.
@NullMarked
package network.cairn.ledger.client;

import org.jspecify.annotations.NullMarked;
