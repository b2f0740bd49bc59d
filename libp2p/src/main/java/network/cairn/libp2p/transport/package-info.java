/// Plain ways to carry bytes to an address.
///
/// Comes in: multiaddrs. Goes out: blocking, unsecured connections that another thread may close at
/// any time. Never learns who is at the other end: that is what `security` proves.
@NullMarked
package network.cairn.libp2p.transport;

import org.jspecify.annotations.NullMarked;
