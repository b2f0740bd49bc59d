package network.cairn.ledger.records;

import com.google.protobuf.ByteString;

/// The beacon of one height.
///
/// @param value R, 32 bytes
/// @param proposer 20 bytes; empty at height 0
/// @param timeNs of the header, since 1970-01-01T00:00:00Z
/// @param power of the proposer in the set of this height; 0 where validators are genesis's for
///   ever
/// @param totalPower of that set; 0 likewise
public record BeaconRecord(
    ByteString value, ByteString proposer, long timeNs, long power, long totalPower) {}
