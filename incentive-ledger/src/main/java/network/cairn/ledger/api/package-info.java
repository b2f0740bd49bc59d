/// How everybody else meets the ledger: one client interface, in process or over HTTP, the handler
/// behind the door, and receipts.
///
/// Comes in: envelopes, keys, cursors. Goes out: values with proofs, events, signed headers. The
/// remote client trusts nothing but the pinned network file. Must never hand on an unproved value
/// as proved.
@NullMarked
package network.cairn.ledger.api;

import org.jspecify.annotations.NullMarked;
