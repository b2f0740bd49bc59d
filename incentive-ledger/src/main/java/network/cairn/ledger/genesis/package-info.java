/// The beginnings of a chain: a ledger's home with its keys and genesis, and the network file that
/// everybody else pins.
///
/// Comes in: a folder, randomness, the time. Goes out: genesis, keys, an engine over them. Must
/// never overwrite a home that is there.
@NullMarked
package network.cairn.ledger.genesis;

import org.jspecify.annotations.NullMarked;
