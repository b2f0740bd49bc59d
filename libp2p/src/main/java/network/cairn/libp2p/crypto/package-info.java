/// Signature schemes, key agreement, key derivation and authenticated encryption over plain byte
/// arrays.
///
/// Comes in: raw keys, points, messages. Goes out: signatures, shared secrets, sealed bytes, or a
/// refusal. The only package that may import Bouncy Castle; knows no peer and no protobuf.
@NullMarked
package network.cairn.libp2p.crypto;

import org.jspecify.annotations.NullMarked;
