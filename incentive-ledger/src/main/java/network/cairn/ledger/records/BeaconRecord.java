package network.cairn.ledger.records;

import com.google.protobuf.ByteString;

/// The beacon of one height.
///
/// @param value R, 32 bytes
/// @param proposer 20 bytes; empty at height 0
/// @param timeNs of the header, since 1970-01-01T00:00:00Z
public record BeaconRecord(ByteString value, ByteString proposer, long timeNs) {}
