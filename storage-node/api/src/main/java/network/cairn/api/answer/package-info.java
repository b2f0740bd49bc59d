/// The answers of commands, as records with one JSON form each: the door writes them, the command
/// line and whoever else asks reads them back.
///
/// Comes in: plain values. Goes out: JSON, and values from JSON. Amounts are pebbles as decimal
/// texts, since no number of JSON holds them. Knows no ledger and no block.
@NullMarked
package network.cairn.api.answer;

import org.jspecify.annotations.NullMarked;
