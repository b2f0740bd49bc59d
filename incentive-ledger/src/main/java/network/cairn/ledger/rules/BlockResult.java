package network.cairn.ledger.rules;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import network.cairn.proto.ledger.Event;

/// What a block does.
///
/// @param results one for each transaction, the beacon's first
/// @param events in order of execution
/// @param writes by rising key; empty means deleted; not to be changed
public record BlockResult(
    List<TxResult> results, List<Event> events, SortedMap<byte[], Optional<byte[]>> writes) {}
