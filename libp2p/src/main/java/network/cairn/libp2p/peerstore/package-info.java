/// What is known of peers, and the signed records in which they say it (libp2p RFC 0002 and 0003).
///
/// Comes in: addresses, protocols, envelopes. Goes out: bounded listings and verified records.
/// Never trusts a record whose signer is not its subject.
@NullMarked
package network.cairn.libp2p.peerstore;

import org.jspecify.annotations.NullMarked;
