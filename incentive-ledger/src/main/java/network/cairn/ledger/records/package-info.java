/// What the ledger's state holds, as values: one record for each kind of value, and events.
///
/// Comes in: bytes of the state, through [network.cairn.ledger.records.RecordCodec], which alone
/// knows their protobuf form. Goes out: immutable records that say what a value means, its times
/// included. Judges nothing: what the ledger takes is for `rules` to say. Pure.
@NullMarked
package network.cairn.ledger.records;

import org.jspecify.annotations.NullMarked;
