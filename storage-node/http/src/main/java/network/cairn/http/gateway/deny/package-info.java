/// What a gateway's operator does not serve: lists in the compact denylist format (IPIP-383), read
/// from a folder and again when they change.
///
/// Comes in: files, and paths with what they lead to. Goes out: whether they are blocked. A line
/// that cannot be read blocks nothing and is told in the log; it keeps no other from counting.
@NullMarked
package network.cairn.http.gateway.deny;

import org.jspecify.annotations.NullMarked;
