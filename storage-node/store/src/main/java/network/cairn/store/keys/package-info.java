/// The secrets of a home: the peer's key, named keys, and the token of the HTTP door.
///
/// Comes in: a home directory and randomness. Goes out: keys to sign with, a yes or no about a
/// token that was shown. Every file is for its owner only (0600), written beside and renamed.
/// Nothing here ever shows a secret in a message; the wallet's and the operator's keys are not read
/// here.
@NullMarked
package network.cairn.store.keys;

import org.jspecify.annotations.NullMarked;
