/// Keys of people: files that hold them, addresses and amounts in text, signing of transactions,
/// intents, asks.
///
/// Comes in: seeds, texts, bodies. Goes out: signed envelopes. Only key files touch the disk. Must
/// never print or log a seed.
@NullMarked
package network.cairn.ledger.wallet;

import org.jspecify.annotations.NullMarked;
