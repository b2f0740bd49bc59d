/// Other implementations, unmodified, against this node: what they need to run, and the files they
/// exchange.
///
/// Comes in: the peers' programs, by system properties. Goes out: started peers and their answers.
/// Uses loopback only.
@NullMarked
package network.cairn.interop;

import org.jspecify.annotations.NullMarked;
