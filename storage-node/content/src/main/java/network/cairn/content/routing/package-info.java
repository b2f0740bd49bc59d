/// Who has a block: one question, [ContentRouting], and what an exchange does with the answers.
///
/// Comes in: roots that a session of an exchange waits for. Goes out: connections of the host to
/// peers that are said to have them. Members (a ledger's holders, a DHT) are implemented elsewhere
/// and combined here. What they say is a hint: it is dialled, never believed, and no block is known
/// here.
@NullMarked
package network.cairn.content.routing;

import org.jspecify.annotations.NullMarked;
