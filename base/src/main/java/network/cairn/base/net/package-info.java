/// Networks of addresses, as bounds on outsiders count them.
///
/// Comes in: IP addresses. Goes out: the prefix that stands for whoever may use them all. Never: a
/// name looked up, a socket opened.
@NullMarked
package network.cairn.base.net;

import org.jspecify.annotations.NullMarked;
