/// Content, for whoever asks: the command line in this process, the RPC, a gateway. One place for
/// what all of them do below their own shapes: paths, ranges, listings, trees in and out, CARs,
/// single blocks, pins.
///
/// Comes in: paths as users write them, options that were read, trees, a deadline. Goes out: bytes,
/// entries, CIDs and counts as values. Never knows of HTTP, JSON or a terminal, never starts work
/// without a [network.cairn.base.time.Deadline] where it may last, and never answers before what it
/// stored is durable and pinned.
@NullMarked
package network.cairn.content.service;

import org.jspecify.annotations.NullMarked;
