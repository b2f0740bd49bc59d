/// Where blocks come from that are not here: what every exchange (bitswap, trustless HTTP) offers
/// to its users.
///
/// Comes in: CIDs, grouped in sessions of related blocks. Goes out: blocks, checked against their
/// CIDs. Sub-packages speak the protocols; nothing here knows files or the local store.
@NullMarked
package network.cairn.content.exchange;

import org.jspecify.annotations.NullMarked;
